"""The noise of the framed observation, its reproducibility, and the mock observation that ships."""

import numpy as np
import pytest
from astropy.convolution import Gaussian2DKernel, convolve_fft
from astropy.io import fits

from simanalogues.observation.observe import observe
from simanalogues.schema.files import read_dataset
from simanalogues.schema.observation import OBSERVATION
from simanalogues.sky.beam import FrameBeam
from simanalogues.sky.noise import autocorrelation, correlated_noise

FWHM_PER_SIGMA = 2 * np.sqrt(2 * np.log(2))


def noise_on_the_sky(sky, rng):
    """White noise smoothed by astropy with the beam of the sky, in Jy/beam of rms 2e-3."""
    major, minor, angle = sky.beam
    to_sigma = 1 / sky.pixel_arcsec / FWHM_PER_SIGMA
    kernel = Gaussian2DKernel(major * to_sigma, minor * to_sigma, theta=np.deg2rad(90 + angle), x_size=41, y_size=41)
    noise = convolve_fft(rng.standard_normal((sky.n_y, sky.n_x)), kernel, boundary="wrap")
    return noise * 2e-3 / noise.std()


@pytest.mark.parametrize("position_angle_deg", [25.0, 140.0])
def test_added_noise_has_the_rms_and_the_autocorrelation_of_the_framed_observation(
    make_sky, framed, write_fits, position_angle_deg
):
    sky = make_sky(n_x=640, n_y=640, beam=(0.7, 0.35, 65.0))
    path = write_fits(noise_on_the_sky(sky, np.random.default_rng(11)), sky.header())
    observation = framed(path, position_angle_deg, entry={}, image_pixels=512, field_au=4300.0)
    beam = FrameBeam(*(observation.attrs[f"beam_{name}"] for name in ("major_au", "minor_au", "angle_deg")))
    pixel_au, rms = observation.attrs["pixel_au"], observation.attrs["noise_jy_per_beam"]
    added = correlated_noise((512, 512), beam, pixel_au, rms, np.random.default_rng(12))
    everywhere = np.ones((512, 512), dtype=bool)
    measured = autocorrelation(observation.brightness.values, everywhere, 10)
    assert rms == pytest.approx(2e-3, rel=0.05)
    assert added.std() == pytest.approx(observation.brightness.values.std(), rel=0.05)
    np.testing.assert_allclose(autocorrelation(added, everywhere, 10), measured, atol=0.05)
    assert observation.attrs["noise_autocorrelation_difference"] < 0.05


def test_the_same_image_gives_the_same_bytes(make_sky, star_positions, write_fits, tmp_path):
    sky = make_sky()
    noise = np.random.default_rng(3).normal(0, 1e-2, (sky.n_y, sky.n_x))
    path = write_fits(sky.source(0.2, 0.1) + noise, sky.header())
    for name in ("one.nc", "other.nc"):
        observe(
            path,
            target=star_positions(33.0, 2.0),
            tracer="continuum",
            entry={},
            frame={"image_pixels": 90, "field_au": 700.0},
            destination=tmp_path / name,
        )
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "other.nc").read_bytes()


def test_the_shipped_mock_observation_has_its_two_stars_on_the_y_axis(shipped_mock, tmp_path):
    path, truth = shipped_mock
    target = {"name": "mockD", "distance_pc": truth["distance_pc"]}
    target |= {who: truth[f"{who}_radec_deg"] for who in ("primary", "secondary")}
    frame = {"image_pixels": 224, "field_au": 2000.0}
    observe(path, target=target, tracer="continuum", entry={}, frame=frame, destination=tmp_path / "mockD.nc")
    observation = read_dataset(tmp_path / "mockD.nc", OBSERVATION)
    axis = (np.arange(224) - 111.5) * observation.attrs["pixel_au"]
    x, y = np.meshgrid(axis, axis)
    brightness = observation.brightness.values
    separation_au = observation.attrs["projected_separation_au"]
    assert separation_au == pytest.approx(truth["projected_separation_au"], rel=1e-10)
    for side in (1, -1):
        near = np.hypot(x, y - side * separation_au / 2) < 120.0
        brightest = np.argmax(np.where(near, brightness, -np.inf))
        assert abs(x.flat[brightest]) < 40.0
        assert abs(y.flat[brightest] - side * separation_au / 2) < 40.0
    # The corners of the image, far from the pair, hold noise alone.
    corner = fits.getdata(path).squeeze()[:50, :50].std()
    assert observation.attrs["noise_jy_per_beam"] == pytest.approx(corner, rel=0.15)
