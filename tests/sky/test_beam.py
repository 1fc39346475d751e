"""The beam in the frame and the convolution with it."""

import astropy.units as u
import numpy as np
import pytest
from astropy.convolution import Gaussian2DKernel, convolve_fft
from radio_beam import Beam

from simanalogues.errors import ConfigError
from simanalogues.sky.beam import FrameBeam, convolve, frame_beam, require_sampled, to_jy_per_beam
from simanalogues.units import FWHM_PER_SIGMA, beam_solid_angle_sr

BEAM = FrameBeam(major_au=80.0, minor_au=32.0, angle_deg=30.0)


def gaussian(covariance, n_pixels, pixel_au):
    axis = (np.arange(n_pixels) - (n_pixels - 1) / 2) * pixel_au
    x, y = np.meshgrid(axis, axis)
    inverse = np.linalg.inv(covariance)
    return np.exp(-0.5 * (inverse[0, 0] * x**2 + 2 * inverse[0, 1] * x * y + inverse[1, 1] * y**2))


def test_the_beam_turns_by_the_position_angle_of_the_pair_and_scales_with_distance():
    beam = frame_beam(0.5, 0.3, 40.0, distance_pc=140.0, position_angle_deg=115.0)
    assert (beam.major_au, beam.minor_au, beam.angle_deg) == pytest.approx((70.0, 42.0, -75.0))


def test_beam_angles_stay_between_minus_90_and_90_degrees():
    assert frame_beam(0.5, 0.3, 80.0, distance_pc=1.0, position_angle_deg=250.0).angle_deg == pytest.approx(10.0)


def test_the_beam_angle_runs_from_plus_y_towards_minus_x():
    source = np.zeros((65, 65))
    source[32, 32] = 1.0
    smooth = convolve(source, FrameBeam(60.0, 20.0, 45.0), 4.0)
    assert smooth[38, 26] > 5 * smooth[38, 38]


def test_convolution_agrees_with_astropy():
    rng = np.random.default_rng(1)
    image = rng.random((60, 71))
    kernel = Gaussian2DKernel(
        BEAM.major_au / FWHM_PER_SIGMA / 4,
        BEAM.minor_au / FWHM_PER_SIGMA / 4,
        theta=np.deg2rad(90 + BEAM.angle_deg),
        x_size=101,
        y_size=101,
    )
    expected = convolve_fft(image, kernel, boundary="fill", fill_value=0.0, normalize_kernel=True)
    np.testing.assert_allclose(convolve(image, BEAM, 4.0), expected, atol=1e-5)


def test_a_gaussian_becomes_the_gaussian_of_summed_covariances():
    source = FrameBeam(70.0, 50.0, -20.0)
    total = source.covariance_au2() + BEAM.covariance_au2()
    expected = gaussian(total, 121, 6.0) * np.sqrt(np.linalg.det(source.covariance_au2()) / np.linalg.det(total))
    np.testing.assert_allclose(convolve(gaussian(source.covariance_au2(), 121, 6.0), BEAM, 6.0), expected, atol=1e-7)


def test_flux_is_kept_away_from_borders():
    image = np.zeros((90, 80))
    image[40:45, 38:41] = np.random.default_rng(2).random((5, 3))
    np.testing.assert_allclose(convolve(image, BEAM, 8.0).sum(), image.sum(), rtol=1e-6)


def test_nothing_wraps_around_the_border():
    image = np.zeros((50, 50))
    image[:, 0] = 1.0
    assert abs(convolve(image, BEAM, 8.0)[:, -5:]).max() < 1e-6


def test_each_map_of_a_stack_is_convolved_as_if_alone():
    maps = np.random.default_rng(3).random((2, 3, 20, 24)).astype(np.float32)
    smooth = convolve(maps, BEAM, 8.0)
    np.testing.assert_array_equal(smooth[1, 2], convolve(maps[1, 2], BEAM, 8.0))
    assert smooth.dtype == np.float32


def test_a_pixel_above_a_third_of_the_minor_axis_is_refused():
    with pytest.raises(ConfigError, match=r"2\.67 pixels.*at most 10\.67 AU.*image_pixels"):
        require_sampled(BEAM, 12.0)


def test_a_blackbody_filling_the_beam_has_the_brightness_of_its_temperature():
    solid_angle_sr = beam_solid_angle_sr(0.62, 0.47)
    jy = (10 * u.K).to_value(
        u.Jy, u.brightness_temperature(230 * u.GHz, beam_area=Beam(0.62 * u.arcsec, 0.47 * u.arcsec).sr)
    )
    intensity_cgs = (10 * u.K).to_value("erg s-1 cm-2 Hz-1 sr-1", u.brightness_temperature(230 * u.GHz))
    np.testing.assert_allclose(to_jy_per_beam(intensity_cgs, solid_angle_sr), jy, rtol=1e-6)
