"""What a network sees of moment 1: mask, threshold, crop, fill and grey scale."""

import logging

import numpy as np
import pytest

from simanalogues.embedding.comparison import read_comparison
from simanalogues.embedding.preparation import Preparation
from simanalogues.embedding.velocity import VelocityFraming
from simanalogues.sky.crop import Crop

N, PIXEL_AU, NOISE = 48, 10.0, 0.01
SETTINGS = {"n_sigma": 10, "crop": {"centre": "midpoint", "width_au": None, "max_empty": 0.1, "rotation_deg": 0.0}}
Y_AU, X_AU = (np.mgrid[:N, :N] - (N - 1) / 2) * PIXEL_AU


def cropped(**changes) -> dict:
    """The tracer's settings with another crop."""
    return SETTINGS | {"crop": SETTINGS["crop"] | changes}


@pytest.fixture
def comparison(tmp_path, write_moments):
    """A function that writes an observation and reads how maps are compared with it."""

    def compare(maps, settings=SETTINGS, **attributes):
        return read_comparison(write_moments(tmp_path / "CO.nc", maps, **attributes), Preparation(), settings)

    return compare


def velocity_framing(maps, crop_au=480.0, threshold=10 * NOISE, limit_kms=4.0, **changes) -> VelocityFraming:
    """An observation with a crop about the midpoint."""
    observed = np.isfinite(maps["moment1"])
    crop = Crop(0.0, 0.0, crop_au, 0.0)
    kept = {"moment0": maps.get("moment0"), "moment1": maps["moment1"], "observed": observed, "crop": crop}
    numbers = {"pixel_au": PIXEL_AU, "n_pixels": N, "threshold": threshold, "limit_kms": limit_kms}
    return VelocityFraming(**kept | numbers | changes)


def grey_of(velocity_kms, limit_kms):
    return 0.5 + np.asarray(velocity_kms) / (2 * limit_kms)


def test_velocities_are_grey_about_the_systemic_one_and_receding_is_brighter(comparison, rotating_blob):
    seen = comparison(rotating_blob(), cropped(width_au=240.0) | {"velocity_limit_kms": 1.25})
    columns_au = ((np.arange(N) + 0.5) / N - 0.5) * 240.0
    middle = seen.observation[N // 2]
    np.testing.assert_allclose(middle, grey_of(columns_au / 100, 1.25), atol=2e-3)
    assert middle[-1] > 0.95 > 0.05 > middle[0]
    np.testing.assert_allclose(seen.observation + seen.observation[:, ::-1], 1.0, atol=1e-5)
    assert seen.observation.dtype == np.float32


def test_beyond_the_limits_velocities_are_black_and_white(comparison, rotating_blob):
    seen = comparison(rotating_blob(), cropped(width_au=240.0) | {"velocity_limit_kms": 0.4})
    np.testing.assert_array_equal(seen.observation[N // 2, [0, 10, -10, -1]], np.float32([0, 0, 1, 1]))


def test_the_systemic_velocity_is_half_grey(comparison, rotating_blob):
    at_rest = comparison(rotating_blob() | {"moment1": np.zeros((N, N))})
    np.testing.assert_array_equal(at_rest.observation, np.float32(0.5))


def test_the_observed_limit_is_the_largest_speed_above_the_threshold_in_the_crop(comparison, rotating_blob):
    maps = rotating_blob()
    seen = comparison(maps)
    inside = np.maximum(np.abs(X_AU), np.abs(Y_AU)) < seen.attributes["crop_width_au"] / 2
    expected = np.abs(maps["moment1"])[inside & (maps["moment0"] > 10 * NOISE)].max()
    assert seen.attributes["velocity_limit_kms"] == pytest.approx(expected, abs=0.051)
    assert comparison(maps, SETTINGS | {"velocity_limit_kms": 3.5}).attributes["velocity_limit_kms"] == 3.5


def test_the_velocity_beside_a_mask_is_not_that_of_beyond_it():
    # Bright and slow to the left; faint, noisy and wild to the right, below the threshold.
    maps = {"moment0": np.where(X_AU < 0, 1.0, 1e-4), "moment1": np.where(X_AU < 0, 0.5, 300.0)}
    velocity, known = velocity_framing(maps, crop_au=100.0).on_crop(**maps)
    x = ((np.arange(N) + 0.5) / N - 0.5) * 100
    assert known[:, x < -10].all() and not known[:, x > 10].any()
    # A moment 1 that is interpolated itself would reach 150 km/s at the step.
    np.testing.assert_allclose(velocity[known], 0.5, atol=0.5)
    np.testing.assert_allclose(velocity[:, x < -10], 0.5, atol=0.02)


def test_a_steep_velocity_beside_missing_pixels_stays_what_it_is():
    maps = {"moment0": np.ones((N, N)), "moment1": X_AU / 20}
    maps = {name: np.where(X_AU > 60, np.nan, values) for name, values in maps.items()}
    framing = velocity_framing(maps)
    velocity, known = framing.on_crop(maps["moment0"], maps["moment1"])
    np.testing.assert_array_equal(known, X_AU < 60)
    np.testing.assert_allclose(velocity[known & (X_AU < 50)], X_AU[known & (X_AU < 50)] / 20, atol=1e-2)
    assert velocity[known].max() <= 55 / 20 + 0.05
    fine, known = velocity_framing(maps, crop_au=150.0).on_crop(maps["moment0"], maps["moment1"])
    assert fine[known].max() <= 55 / 20 + 0.3


def test_missing_pixels_are_filled_by_their_nearest_neighbours(rotating_blob):
    maps = rotating_blob() | {"moment0": np.ones((N, N)), "moment1": X_AU / 100 + Y_AU / 300}
    hole = np.hypot(X_AU - 55, Y_AU + 35) < 62
    maps = {name: np.where(hole, np.nan, values) for name, values in maps.items()}
    seen = velocity_framing(maps).prepared(maps["moment0"], maps["moment1"])
    np.testing.assert_allclose(seen[~hole], grey_of(maps["moment1"], 4.0)[~hole], atol=1e-3)
    places = np.argwhere(~hole)
    for row, column in np.argwhere(hole):
        apart = ((places - (row, column)) ** 2).sum(axis=1)
        nearest = [seen[tuple(place)] for place in places[apart == apart.min()]]
        assert seen[row, column] in nearest


def test_a_map_is_seen_only_where_it_exceeds_n_sigma_of_the_observed_noise(comparison, rotating_blob):
    seen = comparison(rotating_blob(), cropped(width_au=480.0) | {"velocity_limit_kms": 4.0})
    synthetic = rotating_blob() | {"moment1": np.full((N, N), 2.0)}
    synthetic["moment0"] = np.where(X_AU > 0, 9.9, 10.1) * NOISE
    synthetic["moment1"] = np.where(X_AU > 0, -2.0, 2.0)
    np.testing.assert_allclose(seen.prepare(synthetic, None), grey_of(2.0, 4.0), atol=1e-2)
    faint = synthetic | {"moment0": np.full((N, N), 9.9 * NOISE)}
    np.testing.assert_array_equal(seen.prepare(faint, None), np.float32(0.5))


def test_synthetic_moment_0_is_never_scaled(comparison, rotating_blob):
    seen = comparison(rotating_blob())
    fainter = rotating_blob() | {"moment0": 0.3 * rotating_blob()["moment0"]}
    assert np.abs(seen.prepare(fainter, None) - seen.observation).max() > 0.01


def test_pixels_that_were_not_observed_are_masked_in_synthetic_maps_too(comparison, rotating_blob):
    hole = np.hypot(X_AU - 35, Y_AU) < 45
    maps = {name: np.where(hole, np.nan, values) for name, values in rotating_blob().items()}
    seen = comparison(maps, cropped(max_empty=0.5))
    wild = rotating_blob()
    wild["moment1"] = np.where(hole, 40.0, wild["moment1"])
    wild["moment0"] = np.where(hole, 5.0, wild["moment0"])
    for maps in (wild, rotating_blob()):
        np.testing.assert_allclose(seen.prepare(maps, None), seen.observation, atol=1e-6)


def test_the_observation_itself_is_seen_as_a_synthetic_map_is(comparison, rotating_blob):
    maps = rotating_blob()
    seen = comparison(maps, cropped(rotation_deg=25.0))
    single = {name: values.astype(np.float32).astype(float) for name, values in maps.items()}
    np.testing.assert_array_equal(seen.prepare(single, None), seen.observation)


def test_a_synthetic_moment_1_without_a_value_where_there_is_no_emission_is_fine(comparison, rotating_blob):
    maps = rotating_blob()
    maps["moment1"] = np.where(np.abs(X_AU) > 200, np.nan, maps["moment1"])
    maps["moment0"] = np.where(np.abs(X_AU) > 200, 0.0, maps["moment0"])
    assert np.isfinite(comparison(rotating_blob()).prepare(maps, None)).all()


@pytest.mark.parametrize("rotation_deg", [0.0, 30.0])
def test_the_crop_is_the_same_for_both_and_turns_what_is_seen(comparison, rotation_deg):
    settings = cropped(centre="primary", width_au=200.0, rotation_deg=rotation_deg) | {"velocity_limit_kms": 4.0}
    maps = {"moment0": np.ones((N, N)), "moment1": X_AU / 100 + Y_AU / 200}
    seen = comparison(maps, settings)
    u, v = np.meshgrid(*2 * [((np.arange(N) + 0.5) / N - 0.5) * 200])
    turn = np.deg2rad(rotation_deg)
    x, y = np.cos(turn) * u - np.sin(turn) * v, 75 + np.sin(turn) * u + np.cos(turn) * v
    np.testing.assert_allclose(seen.observation, grey_of(x / 100 + y / 200, 4.0), atol=1e-3)
    np.testing.assert_allclose(seen.prepare(maps, None), seen.observation, atol=1e-6)
    expected = {"crop_x_au": 0.0, "crop_y_au": 75.0, "crop_width_au": 200.0, "crop_rotation_deg": rotation_deg}
    assert seen.attributes == expected | {"threshold_jy_kms_per_beam": 10 * NOISE, "velocity_limit_kms": 4.0}


def test_the_automatic_crop_leaves_out_what_is_below_the_threshold(comparison, rotating_blob):
    maps = rotating_blob()
    width_au = comparison(maps).attributes["crop_width_au"]
    inside = np.maximum(np.abs(X_AU), np.abs(Y_AU)) < width_au / 2
    wider = np.maximum(np.abs(X_AU), np.abs(Y_AU)) < width_au / 2 + PIXEL_AU
    present = maps["moment0"] > 10 * NOISE
    assert present[inside].mean() >= 0.9 > present[wider].mean()


def test_a_ready_moment_1_is_compared_without_moment_0(comparison, rotating_blob):
    maps = rotating_blob()
    ready = {"moment1": np.where(maps["moment0"] > 0.1, maps["moment1"], np.nan)}
    seen = comparison(ready, noise_jy_kms_per_beam=0.0)
    assert seen.variables == ("moment0", "moment1")
    assert seen.attributes["threshold_jy_kms_per_beam"] == 0.0
    np.testing.assert_allclose(seen.observation, seen.prepare(maps, None), atol=0.02)
    wild = maps | {"moment1": np.where(maps["moment0"] > 0.1, maps["moment1"], -90.0)}
    np.testing.assert_allclose(seen.prepare(wild, None), seen.observation, atol=0.02)


def test_a_ready_moment_1_is_not_interpolated_across_its_mask(comparison):
    ready = {"moment1": np.where(X_AU > 0, np.nan, 2.0)}
    settings = cropped(width_au=480.0) | {"velocity_limit_kms": 4.0}
    np.testing.assert_allclose(comparison(ready, settings).observation, grey_of(2.0, 4.0), atol=1e-6)


def test_a_map_without_velocity_is_all_grey_and_said_so(comparison, caplog, rotating_blob):
    seen = comparison(rotating_blob())
    empty = {"moment0": np.zeros((N, N)), "moment1": np.full((N, N), np.nan)}
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        prepared = seen.prepare(empty, None)
    np.testing.assert_array_equal(prepared, np.float32(0.5))
    assert "no velocity in the crop" in caplog.text
