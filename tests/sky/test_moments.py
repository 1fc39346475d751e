"""Moments against analytic lines and spectral-cube, and the noise of moment 0 against simulated noise."""

import numpy as np
import pytest

from simanalogues.sky.moments import channel_widths, integrated_noise, moments, significant

VELOCITY_KMS = np.linspace(-6, 6, 49)


def gaussian(velocity_kms, middle, sigma=0.6, peak=2.0):
    return peak * np.exp(-0.5 * ((velocity_kms - middle) / sigma) ** 2)


def test_a_gaussian_line_has_its_area_and_its_middle():
    moment0, moment1 = moments(gaussian(VELOCITY_KMS, 1.3)[:, None], VELOCITY_KMS)
    np.testing.assert_allclose(moment0, 2.0 * 0.6 * np.sqrt(2 * np.pi), rtol=1e-9)
    np.testing.assert_allclose(moment1, 1.3, rtol=1e-9)


def test_the_order_of_the_channels_does_not_matter():
    line = gaussian(VELOCITY_KMS, -0.7)[:, None]
    forward, backward = moments(line, VELOCITY_KMS), moments(line[::-1], VELOCITY_KMS[::-1])
    np.testing.assert_allclose(backward, forward, rtol=1e-12)


def test_channels_of_unequal_width_count_by_their_width():
    velocity_kms = 6 * np.sinh(np.linspace(-1, 1, 161)) / np.sinh(1)
    moment0, moment1 = moments(gaussian(velocity_kms, 1.3)[:, None], velocity_kms)
    np.testing.assert_allclose(moment0, 2.0 * 0.6 * np.sqrt(2 * np.pi), rtol=1e-4)
    np.testing.assert_allclose(moment1, 1.3, atol=1e-4)


def test_a_velocity_added_to_all_channels_is_added_to_moment_1():
    line = gaussian(VELOCITY_KMS, 0.4)[:, None]
    moment0, moment1 = moments(line, VELOCITY_KMS)
    moved0, moved1 = moments(line, VELOCITY_KMS + 5.0)
    np.testing.assert_allclose(moved0, moment0, rtol=1e-12)
    np.testing.assert_allclose(moved1, moment1 + 5.0, rtol=1e-12)


def test_moment_1_is_missing_where_there_is_no_line_and_where_nothing_was_observed():
    cube = np.stack([gaussian(VELOCITY_KMS, 0.0), 0 * VELOCITY_KMS, VELOCITY_KMS * np.nan], axis=1)
    moment0, moment1 = moments(cube, VELOCITY_KMS)
    np.testing.assert_array_equal(np.isnan(moment1), [False, True, True])
    np.testing.assert_array_equal(np.isnan(moment0), [False, False, True])


def test_moments_are_those_of_spectral_cube(tmp_path):
    spectral_cube = pytest.importorskip("spectral_cube")
    u = pytest.importorskip("astropy.units")
    wcs = pytest.importorskip("astropy.wcs").WCS(naxis=3)
    wcs.wcs.ctype, wcs.wcs.cunit = ["RA---SIN", "DEC--SIN", "VRAD"], ["deg", "deg", "m/s"]
    wcs.wcs.crval, wcs.wcs.crpix, wcs.wcs.cdelt = [248.0, -24.0, -6000.0], [5, 5, 1], [-1e-5, 1e-5, 250.0]
    wcs.wcs.restfrq = 230.538e9
    rng = np.random.default_rng(2)
    cube = gaussian(VELOCITY_KMS[:, None, None], rng.uniform(-2, 2, (8, 9))) + rng.normal(0, 0.02, (49, 8, 9))
    mask = cube > 0.05
    theirs = spectral_cube.SpectralCube(cube * u.Jy / u.beam, wcs, spectral_cube.BooleanArrayMask(mask, wcs))
    moment0, moment1 = moments(np.where(mask, cube, 0.0), VELOCITY_KMS)
    np.testing.assert_allclose(moment0, theirs.moment(order=0).to_value(u.Jy / u.beam * u.km / u.s), rtol=1e-9)
    np.testing.assert_allclose(moment1, theirs.moment(order=1).to_value(u.km / u.s), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("kernel", "correlation"),
    [((1.0,), (0.0, 0.0, 0.0)), ((0.25, 0.5, 0.25), (2 / 3, 1 / 6, 0.0)), ((0.5, 0.5), (0.5,))],
    ids=["white", "Hanning", "pairs"],
)
def test_the_integrated_noise_is_the_scatter_of_moment_0(kernel, correlation):
    white = np.random.default_rng(8).standard_normal((60, 20000))
    noise = np.apply_along_axis(np.convolve, 0, white, kernel, mode="valid")[:41] * 2e-3
    velocity_kms = 0.25 * np.arange(41)
    expected = integrated_noise(noise.std(), velocity_kms, np.array(correlation))
    assert moments(noise, velocity_kms)[0].std() == pytest.approx(expected, rel=0.03)


def test_uncorrelated_channels_add_in_quadrature():
    assert integrated_noise(3.0, 0.5 * np.arange(16), np.zeros(3)) == pytest.approx(3.0 * 0.5 * 4, rel=1e-12)


def test_channels_that_are_the_same_add_up():
    assert integrated_noise(3.0, 0.5 * np.arange(4), np.ones(3)) == pytest.approx(3.0 * 0.5 * 4, rel=1e-12)


def test_widths_are_positive_in_either_order():
    np.testing.assert_allclose(channel_widths(np.array([3.0, 2.0, 1.0])), 1.0)


def test_moment_1_counts_above_the_threshold_or_wherever_a_ready_one_has_a_value():
    observed = np.array([[True, True, False]])
    np.testing.assert_array_equal(significant(np.array([[5.0, 1.0, 9.0]]), observed, 2.0), [[True, False, False]])
    np.testing.assert_array_equal(significant(None, observed, 2.0), observed)
