"""Moments of a cube in the frame: sign, mask, continuum, noise, and what is written."""

import logging

import numpy as np
import pytest
from scipy import ndimage

MEASURED = {"noise_jy_per_beam": None}


def test_receding_gas_has_a_positive_velocity(make_line, observed_line):
    line = make_line(velocity_kms=2.0, gradient_kms_per_arcsec=0.0)
    assert observed_line(line.cube(), line.header()).moment1.values[20, 20] == pytest.approx(2.0, abs=1e-3)


def test_the_velocity_rises_to_the_east_in_the_frame(make_line, observed_line):
    line = make_line(velocity_kms=0.0, gradient_kms_per_arcsec=0.5)
    framed = observed_line(line.cube(), line.header())
    # The primary is due north: x points west. 10 AU are 0.1 arcsec, a pixel.
    np.testing.assert_allclose(framed.moment1.values[20, 10:30], -0.05 * (np.arange(10, 30) - 19.5), atol=5e-3)


def test_a_constant_velocity_that_the_systemic_one_shares_changes_nothing(make_line, observed_line):
    line = make_line()
    header = line.header()
    here = observed_line(line.cube(), header)
    header["CRVAL3"] += 5000.0
    there = observed_line(line.cube(), header, systemic_kms=8.4, name="there.fits")
    np.testing.assert_allclose(there.moment0.values, here.moment0.values, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(there.moment1.values, here.moment1.values, rtol=1e-5, atol=1e-5)
    assert there.attrs["first_channel_kms"] == pytest.approx(here.attrs["first_channel_kms"], abs=1e-9)


def test_moment_1_is_not_interpolated_across_its_mask(make_line, observed_line):
    # West of the middle the gas recedes at 3 km/s and is bright; east of it nothing was observed; velocities rise west.
    line = make_line(velocity_kms=0.0, gradient_kms_per_arcsec=-2.0)
    cube = line.cube()
    cube[:, :, :32] = np.nan
    framed = observed_line(cube, line.header())
    east_arcsec = -(np.arange(40) - 19.5) * 0.1
    row = framed.moment1.values[20]
    seen = np.isfinite(row)
    assert framed.observed.values[20].tolist() == seen.astype(int).tolist()
    assert not seen[east_arcsec > 0.06].any()
    assert seen[east_arcsec < -0.06].all()
    near = seen & (east_arcsec > -1.5)
    np.testing.assert_allclose(row[near], -2.0 * east_arcsec[near], atol=0.05)


def test_moment_1_is_the_ratio_of_framed_maps_where_two_clouds_touch(make_line, observed_line):
    line = make_line(gradient_kms_per_arcsec=0.0)
    east, _ = line.sky.offsets()
    receding, approaching = (make_line(velocity_kms=v, gradient_kms_per_arcsec=0.0).cube() for v in (3.0, -3.0))
    cube = ndimage.gaussian_filter(np.where(east > 0, 0.01 * receding, approaching), (0, 3, 3))
    framed = observed_line(cube, line.header())
    assert np.abs(framed.moment1.values[framed.moment0.values > 1e-3]).max() < 3.01


def test_values_missing_in_some_channels_count_as_zero_and_are_warned_of(make_line, observed_line, caplog):
    line = make_line()
    whole = observed_line(line.cube(), line.header())
    cube = line.cube()
    cube[np.abs(line.channels_kms - 1.2) > 4.5] = np.nan
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        framed = observed_line(cube, line.header(), name="masked.fits")
    bright = whole.moment0.values > 0.05
    np.testing.assert_allclose(framed.moment1.values[bright], whole.moment1.values[bright], atol=1e-3)
    assert framed.observed.values.all()
    assert "% of the values within `velocity_range_kms` are missing, and count as 0" in caplog.text


@pytest.mark.parametrize("slope", [0.0, 0.01])
def test_the_continuum_is_fitted_outside_the_range_and_taken_off(make_line, observed_line, slope):
    line = make_line(velocity_kms=0.5)
    clean = observed_line(line.cube(), line.header())
    continuum = line.sky.source(0.3, -0.2, 2.0) * (1 + slope * line.channels_kms[:, None, None])
    entry = {"subtract_continuum": True, "velocity_range_kms": [-4.8, 4.8]}
    framed = observed_line(line.cube() + continuum, line.header(), entry, name="both.fits")
    bright = clean.moment0.values > 0.05
    np.testing.assert_allclose(framed.moment0.values, clean.moment0.values, atol=1e-4)
    np.testing.assert_allclose(framed.moment1.values[bright], clean.moment1.values[bright], atol=1e-3)


def test_a_cube_in_kelvin_is_that_in_jy_per_beam(make_line, observed_line):
    line = make_line()
    jansky = observed_line(line.cube(), line.header())
    # 1 Jy/beam is 1.222e6 K / (GHz^2 arcsec^2).
    kelvin_per_jy = 1.222e6 / (230.538**2 * 0.9 * 0.7)
    kelvin = observed_line(line.cube() * kelvin_per_jy, line.header({"BUNIT": "K"}), name="kelvin.fits")
    np.testing.assert_allclose(kelvin.attrs["peak_jy_kms_per_beam"], jansky.attrs["peak_jy_kms_per_beam"], rtol=1e-3)
    np.testing.assert_allclose(kelvin.moment1.values[15:25, 15:25], jansky.moment1.values[15:25, 15:25], atol=1e-4)


def test_of_kind_moment0_there_is_no_moment_1(make_line, observed_line):
    line = make_line()
    framed = observed_line(line.cube(), line.header(), kind="moment0")
    assert sorted(framed.data_vars) == ["emission_free", "moment0", "observed"]
    assert framed.attrs["map_kind"] == "moment0"


def test_the_file_holds_what_later_stages_read(make_line, observed_line):
    line = make_line()
    framed = observed_line(line.cube(), line.header(), {"max_recoverable_scale_arcsec": 20.0})
    attributes = framed.attrs
    assert (attributes["map_kind"], attributes["tracer"], attributes["file"]) == ("moment1", "CO", "line.fits")
    assert (attributes["velocity_kms_min"], attributes["velocity_kms_max"], attributes["systemic_kms"]) == (-5, 5, 3.4)
    assert (attributes["from_cube"], attributes["n_channels"], attributes["noise_measured"]) == (1, 41, 0)
    assert attributes["frequency_hz"] == 230.538e9
    assert attributes["max_recoverable_scale_arcsec"] == 20.0
    assert attributes["beam_position_angle_deg"] == pytest.approx(20.0, abs=1e-6)
    assert attributes["peak_jy_kms_per_beam"] == pytest.approx(float(framed.moment0.max()))
    assert attributes["total_jy_kms"] == pytest.approx(0.6 * np.sqrt(2 * np.pi), rel=0.02)
    assert attributes["missing_fraction"] == 0.0
    assert (framed.moment0.dtype, framed.moment1.dtype) == (np.float32, np.float32)


@pytest.fixture
def noisy_line(make_line, make_sky):
    """A line over noise of 2 mJy/beam that is smoothed with the beam, and perhaps along the channels."""
    sky = make_sky(n_x=110, n_y=110, beam=(0.5, 0.5, 0.0))
    line = make_line(sky=sky)

    def cube(kernel=(1.0,), seed=5):
        white = np.random.default_rng(seed).standard_normal((49, 110, 110))
        noise = ndimage.gaussian_filter(white, (0, 2.123, 2.123), mode="wrap")
        noise = ndimage.convolve1d(noise, np.array(kernel), axis=0, mode="wrap")
        return line, line.cube() + 2e-3 * noise / noise.std()

    return cube


def test_the_noise_of_the_channels_is_measured_beside_the_line(noisy_line, observed_line):
    line, cube = noisy_line()
    framed = observed_line(cube, line.header(), MEASURED, image_pixels=90, field_au=900.0)
    attributes = framed.attrs
    assert attributes["channel_noise_jy_per_beam"] == pytest.approx(2e-3, rel=0.03)
    np.testing.assert_allclose(attributes["channel_correlation"], 0.0, atol=0.05)
    assert attributes["noise_jy_kms_per_beam"] == pytest.approx(2e-3 * 0.25 * np.sqrt(41), rel=0.05)
    assert attributes["moment0_rms_jy_kms_per_beam"] == pytest.approx(attributes["noise_jy_kms_per_beam"], rel=0.1)
    assert attributes["noise_measured"] == 1
    assert attributes["noise_autocorrelation_difference"] < 0.2
    assert not framed.emission_free.values[45, 45]


def test_noise_that_channels_share_is_counted(noisy_line, observed_line):
    line, cube = noisy_line((0.25, 0.5, 0.25))
    attributes = observed_line(cube, line.header(), MEASURED, image_pixels=90, field_au=900.0).attrs
    np.testing.assert_allclose(attributes["channel_correlation"][:2], [2 / 3, 1 / 6], atol=0.04)
    # Sum over N Hanning-smoothed channels: 2 of N sigma^2 (1 + 2 * 2/3 + 2 * 1/6), less at the ends.
    expected = 2e-3 * 0.25 * np.sqrt(41 * (1 + 4 / 3 + 1 / 3) - 4 / 3 - 2 / 3)
    assert attributes["noise_jy_kms_per_beam"] == pytest.approx(expected, rel=0.06)
    assert attributes["moment0_rms_jy_kms_per_beam"] == pytest.approx(expected, rel=0.1)


def test_given_noise_is_taken_per_channel(noisy_line, observed_line):
    line, cube = noisy_line()
    entry = {"noise_jy_per_beam": 0.01}
    attributes = observed_line(cube, line.header(), entry, image_pixels=90, field_au=900.0).attrs
    assert attributes["channel_noise_jy_per_beam"] == 0.01
    assert attributes["noise_jy_kms_per_beam"] == pytest.approx(0.01 * 0.25 * np.sqrt(41), rel=0.05)
    assert attributes["noise_measured"] == 0


def test_a_noise_of_moment_0_that_its_channels_do_not_explain_is_warned_of(noisy_line, observed_line, caplog):
    line, cube = noisy_line()
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        observed_line(cube, line.header(), {"noise_jy_per_beam": 0.01}, image_pixels=90, field_au=900.0)
    assert "is expected from its channels" in caplog.text


def test_the_channels_beside_the_range_give_the_noise_where_the_line_fills_the_map(noisy_line, observed_line):
    line, cube = noisy_line()
    cube[np.abs(line.channels_kms) < 2.1] += 1.0
    entry = MEASURED | {"velocity_range_kms": [-2.0, 2.0]}
    attributes = observed_line(cube, line.header(), entry, image_pixels=90, field_au=900.0).attrs
    assert attributes["channel_noise_jy_per_beam"] == pytest.approx(2e-3, rel=0.05)
    assert np.isnan(attributes["moment0_rms_jy_kms_per_beam"])
