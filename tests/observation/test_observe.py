"""What stops the observation stage, what it warns of, and what it writes."""

import logging

import numpy as np
import pytest

from simanalogues.errors import ConfigError, ObservationInvalid


@pytest.fixture
def noisy_map(make_sky, write_fits):
    """A map of one source in noise of 1 mJy/beam, beam 0.5 x 0.4 arcsec, and its sky."""
    sky = make_sky(beam=(0.5, 0.4, 20.0))
    values = sky.source(0.0, 1.0) + np.random.default_rng(4).normal(0.0, 1e-3, (sky.n_y, sky.n_x))
    return write_fits(values, sky.header())


def test_the_file_holds_what_later_stages_read(framed, noisy_map):
    observation = framed(noisy_map, 0.0, entry={})
    attributes = observation.attrs
    assert (attributes["target"], attributes["tracer"], attributes["file"]) == ("mock", "continuum", "map.fits")
    assert attributes["frequency_hz"] == 230e9
    assert attributes["pixel_au"] == pytest.approx(700.0 / 90)
    assert attributes["projected_separation_au"] == pytest.approx(200.0, rel=1e-9)
    assert attributes["position_angle_deg"] % 360 == pytest.approx(0.0, abs=1e-6)
    assert (attributes["centre_ra_deg"], attributes["centre_dec_deg"]) == pytest.approx((248.0942, -24.4767), abs=1e-9)
    assert attributes["beam_position_angle_deg"] == pytest.approx(20.0, abs=1e-6)
    assert attributes["peak_jy_per_beam"] == pytest.approx(float(observation.brightness.max()))
    assert attributes["noise_measured"] == 1
    assert observation.brightness.dtype == np.float32


def test_the_noise_is_measured_beside_the_source(framed, noisy_map):
    observation = framed(noisy_map, 0.0, entry={})
    assert observation.attrs["noise_jy_per_beam"] == pytest.approx(1e-3, rel=0.15)
    assert not observation.emission_free.values[observation.brightness.values > 0.02].any()
    assert observation.emission_free.values.mean() > 0.5


def test_noise_that_is_not_of_the_beam_is_warned_of(framed, noisy_map, caplog):
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        framed(noisy_map, 0.0, entry={})
    assert "its noise is not that of its beam" in caplog.text


def test_given_noise_is_taken_as_it_is(framed, noisy_map):
    observation = framed(noisy_map, 0.0, entry={"noise_jy_per_beam": 0.005})
    assert observation.attrs["noise_jy_per_beam"] == 0.005
    assert not observation.emission_free.values.any()


def test_negative_noise_is_refused(framed, noisy_map):
    with pytest.raises(ObservationInvalid, match=r"`noise_jy_per_beam` is -1.*not below 0"):
        framed(noisy_map, 0.0, entry={"noise_jy_per_beam": -1})


def test_a_frame_full_of_emission_gives_no_noise(framed, make_sky, write_fits):
    sky = make_sky(beam=(3.0, 3.0, 0.0))
    with pytest.raises(ObservationInvalid, match=r"map\.fits: the noise cannot be measured.*`noise_jy_per_beam`"):
        framed(write_fits(sky.source(0.0, 0.0), sky.header()), 0.0, entry={}, field_au=300.0)


def test_a_map_without_noise_gives_no_noise(framed, make_sky, write_fits):
    sky = make_sky(beam=(0.5, 0.4, 0.0))
    with pytest.raises(ObservationInvalid, match=r"the noise cannot be measured.*their rms is 0 Jy/beam"):
        framed(write_fits(np.zeros((sky.n_y, sky.n_x)), sky.header()), 0.0, entry={})


def test_stars_outside_the_map_are_refused(framed, noisy_map):
    message = r"the primary at RA 248\.\d+.* outside the map: pixel x = -36\.\d, y = 60\.\d of 128 x 121.*spans RA 248"
    with pytest.raises(ObservationInvalid, match=message + r".*Correct `primary`"):
        framed(noisy_map, 90.0, separation_arcsec=20.0)


def test_stars_on_the_other_side_of_the_sky_are_refused(framed, noisy_map):
    with pytest.raises(ObservationInvalid, match="the primary .* outside the map"):
        framed(noisy_map, 90.0, separation_arcsec=180.0 * 3600)


def test_a_star_on_a_missing_pixel_is_refused(framed, make_sky, write_fits):
    sky = make_sky()
    values = sky.source(0.0, 0.0)
    values[:55] = np.nan
    with pytest.raises(ObservationInvalid, match="the secondary .* on a pixel without a value"):
        framed(write_fits(values, sky.header()), 0.0)


def test_a_field_larger_than_the_map_is_masked_and_warned_of(framed, noisy_map, caplog):
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        observation = framed(noisy_map, 0.0, field_au=2560.0, image_pixels=200)
    seen = 127 * 120 * 10.0**2 / 2560.0**2
    assert observation.observed.values.mean() == pytest.approx(seen, rel=0.02)
    assert f"{100 * observation.attrs['missing_fraction']:.1f} % of the frame is not covered" in caplog.text


def test_a_pixel_too_large_for_the_beam_is_refused(framed, noisy_map):
    with pytest.raises(ConfigError, match=r"minor axis \(40 AU\).*`image_pixels`"):
        framed(noisy_map, 0.0, image_pixels=40)


def test_a_map_that_does_not_resolve_its_own_beam_is_warned_of(framed, make_sky, write_fits, caplog):
    sky = make_sky(beam=(0.3, 0.15, 0.0))
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        framed(write_fits(sky.source(0.0, 0.0), sky.header()), 0.0, image_pixels=150)
    assert "only 1.5 pixels across its beam" in caplog.text


def test_nothing_is_written_when_the_stage_stops(framed, noisy_map):
    with pytest.raises(ConfigError):
        framed(noisy_map, 0.0, image_pixels=40)
    assert [path.name for path in noisy_map.parent.iterdir()] == ["map.fits"]
