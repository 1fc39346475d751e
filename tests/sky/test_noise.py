"""Noise: made with the beam's correlation, and measured beside emission."""

import numpy as np
import pytest
from scipy import ndimage

from simanalogues.errors import ConfigError
from simanalogues.sky.beam import FrameBeam
from simanalogues.sky.noise import (
    autocorrelation,
    correlated_channels,
    correlated_noise,
    emission_free,
    expected_autocorrelation,
    extra_channels,
    robust_rms,
)

BEAM = FrameBeam(major_au=60.0, minor_au=30.0, angle_deg=25.0)
PIXEL_AU = 8.0
# Of channels 1 and 2 apart after Hanning smoothing.
HANNING = np.array([2 / 3, 1 / 6])


@pytest.fixture(scope="module")
def noise():
    return correlated_noise((40, 96, 90), BEAM, PIXEL_AU, 0.02, np.random.default_rng(5))


def test_noise_has_the_expected_rms(noise):
    np.testing.assert_allclose(noise.std(), 0.02, rtol=0.01)


def test_noise_is_as_strong_at_the_border_as_inside(noise):
    np.testing.assert_allclose(noise[:, :2].std() / noise[:, 40:50].std(), 1.0, atol=0.05)


def test_opposite_borders_are_independent(noise):
    correlation = np.corrcoef(noise[:, 0].ravel(), noise[:, -1].ravel())[0, 1]
    assert abs(correlation) < 0.05


def test_noise_has_the_autocorrelation_of_the_beam(noise):
    used = np.ones(noise.shape[1:], dtype=bool)
    measured = np.mean([autocorrelation(one, used, 8) for one in noise], axis=0)
    np.testing.assert_allclose(measured, expected_autocorrelation(BEAM, PIXEL_AU, 8), atol=0.02)


def test_the_scale_is_not_taken_from_each_realisation(noise):
    per_map = noise.std(axis=(1, 2))
    assert 0.005 < per_map.std() / per_map.mean() < 0.06


def test_the_same_seed_gives_the_same_noise():
    one, other = (correlated_noise((30, 30), BEAM, PIXEL_AU, 1.0, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_noise_of_an_unresolved_beam_is_refused():
    with pytest.raises(ConfigError, match="pixels of 20 AU"):
        correlated_noise((30, 30), BEAM, 20.0, 1.0, np.random.default_rng(7))


def test_robust_rms_of_normal_values_is_their_standard_deviation():
    values = np.random.default_rng(8).normal(0.3, 2.0, 200_000)
    np.testing.assert_allclose(robust_rms(values), 2.0, rtol=0.01)


def test_robust_rms_hardly_feels_outliers_and_leaves_out_nan():
    values = np.random.default_rng(8).normal(0.0, 2.0, 50_000)
    values[:2000] = 500.0
    values[2000:3000] = np.nan
    np.testing.assert_allclose(robust_rms(values), 2.0, rtol=0.04)


def test_robust_rms_of_nothing_is_nan():
    assert np.isnan(robust_rms(np.array([np.nan])))


def test_emission_and_missing_pixels_are_kept_out_of_the_noise(noise):
    axis = np.arange(90) - 45
    source = 2.0 * np.exp(-0.5 * (axis[None, :] ** 2 + (np.arange(96)[:, None] - 48) ** 2) / 10**2)
    brightness = noise[0] + source
    brightness[:, :5] = np.nan
    free = emission_free(brightness, np.isfinite(brightness), BEAM, PIXEL_AU)
    assert not free[:, :5].any()
    assert not free[source > 0.04].any()
    assert free.mean() > 0.4
    np.testing.assert_allclose(robust_rms(brightness[free]), 0.02, rtol=0.12)


def test_hardly_any_noise_is_taken_for_emission(noise):
    free = [emission_free(one, np.ones(one.shape, dtype=bool), BEAM, PIXEL_AU).mean() for one in noise[:10]]
    assert np.mean(free) > 0.99


def test_autocorrelation_uses_only_pairs_of_used_pixels():
    rng = np.random.default_rng(9)
    values, used = rng.normal(size=(14, 15)), rng.random((14, 15)) > 0.3
    pairs = used[:-2, 1:] & used[2:, :-1]
    direct = (values[:-2, 1:] * values[2:, :-1])[pairs].mean() / (values[used] ** 2).mean()
    np.testing.assert_allclose(autocorrelation(values, used, 3)[3 + 2, 3 - 1], direct, rtol=1e-10)


def correlated(n_channels: int, correlation: np.ndarray, n_maps: int = 200_000) -> np.ndarray:
    """Unit noise of channels with that correlation, shape (channel, map)."""
    white = np.random.default_rng(11).standard_normal((n_channels + extra_channels(correlation), n_maps))
    return correlated_channels(white, correlation)


@pytest.mark.parametrize("correlation", [HANNING, np.array([0.25, 0.0, 0.0]), np.array([-0.4])])
@pytest.mark.parametrize("n_channels", [2, 9, 20])
def test_channels_get_the_wanted_correlation_and_keep_their_variance(n_channels, correlation):
    covariance = np.cov(correlated(n_channels, correlation))
    lags = np.abs(np.subtract.outer(np.arange(n_channels), np.arange(n_channels)))
    expected = np.array([1.0, *correlation, *np.zeros(n_channels)])[lags]
    assert covariance.shape == (n_channels, n_channels)
    np.testing.assert_allclose(covariance, expected, atol=0.02)


def test_hanning_channels_are_smoothed_white_channels():
    # Hanning smoothing weighs three channels by 1/4, 1/2, 1/4; its autocorrelation is 2/3 and 1/6.
    kernel = np.array([0.25, 0.5, 0.25])
    by_hand = np.correlate(kernel, kernel, "full") / (kernel**2).sum()
    np.testing.assert_allclose(by_hand[3:], HANNING)
    filtered = ndimage.convolve1d(np.eye(24), kernel / np.sqrt((kernel**2).sum()), axis=0, mode="wrap")
    np.testing.assert_allclose(correlated_channels(np.eye(24), HANNING), filtered[:20], atol=1e-12)


def test_the_first_and_the_last_channel_are_independent():
    noise = correlated(6, HANNING)
    assert abs(np.corrcoef(noise[0], noise[-1])[0, 1]) < 0.01


def test_mixing_channels_leaves_maps_as_they_are_correlated():
    maps = correlated_noise((24, 40, 40), BEAM, PIXEL_AU, 0.02, np.random.default_rng(12))
    mixed = correlated_channels(maps, HANNING)
    assert mixed.shape == (20, 40, 40)
    np.testing.assert_allclose(mixed.std(), 0.02, rtol=0.05)
    used = np.ones((40, 40), dtype=bool)
    measured = np.mean([autocorrelation(one, used, 4) for one in mixed], axis=0)
    np.testing.assert_allclose(measured, expected_autocorrelation(BEAM, PIXEL_AU, 4), atol=0.08)


@pytest.mark.parametrize("correlation", [np.zeros(3), np.array([])])
def test_without_correlation_channels_stay_as_they_are(correlation):
    white = np.random.default_rng(13).standard_normal((7, 4, 5))
    assert extra_channels(correlation) == 0
    np.testing.assert_array_equal(correlated_channels(white, correlation), white)


def test_a_correlation_that_no_noise_has_is_set_to_the_nearest_that_it_can():
    # 1 + 2 x 0.9 cos w is below 0 beyond w = 124 degrees; the variance still stays.
    covariance = np.cov(correlated(8, np.array([0.9])))
    np.testing.assert_allclose(np.diag(covariance), 1.0, atol=0.02)
    assert 0.5 < covariance[0, 1] < 0.9
