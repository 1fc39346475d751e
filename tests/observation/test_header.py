"""Unit, beam and frequency of an image in the many ways they are written, and when they are missing."""

import logging

import astropy.units as u
import numpy as np
import pytest
from astropy.io import fits
from radio_beam import Beam

from simanalogues.errors import ObservationInvalid
from simanalogues.observation.fits_image import read_fits_image

BEAM = {"major_arcsec": 1.2, "minor_arcsec": 0.6, "position_angle_deg": -30.0}
BEAM_SR = Beam(1.6 * u.arcsec, 0.4 * u.arcsec, 40 * u.deg).sr


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        ("Jy/beam", 1.0),
        ("JY/BEAM", 1.0),
        ("Jy beam-1", 1.0),
        ("beam-1 Jy", 1.0),
        ("Jy.beam**-1", 1.0),
        ("jy/bm", 1.0),
        ("mJy/beam", 1e-3),
        ("mJY/BEAM", 1e-3),
        ("uJy/beam", 1e-6),
        ("MJy/sr", 1e6 * BEAM_SR.to_value(u.sr)),
        ("Jy/arcsec2", BEAM_SR.to_value(u.arcsec**2)),
        ("Jy/pixel", BEAM_SR.to_value(u.arcsec**2) / 0.1**2),
        ("JY/PIXEL", BEAM_SR.to_value(u.arcsec**2) / 0.1**2),
        ("K", (1 * u.K).to_value(u.Jy, u.brightness_temperature(230 * u.GHz, beam_area=BEAM_SR))),
        ("mK", (1e-3 * u.K).to_value(u.Jy, u.brightness_temperature(230 * u.GHz, beam_area=BEAM_SR))),
    ],
)
def test_every_usual_unit_becomes_jy_per_beam(image_with, written, factor):
    np.testing.assert_allclose(image_with({"BUNIT": written}).brightness, 2.0 * factor, rtol=1e-6)


def test_kelvin_follows_rayleigh_and_jeans(image_with):
    by_hand = 2 * 1.380649e-16 * 230e9**2 / 2.99792458e10**2 * BEAM_SR.to_value(u.sr) / 1e-23
    np.testing.assert_allclose(image_with({"BUNIT": "K"}).brightness, 2.0 * by_hand, rtol=1e-6)


@pytest.mark.parametrize("written", ["MJY/BEAM", "counts per beam", "Jy/beem"])
def test_a_unit_that_cannot_be_understood_is_refused(image_with, written):
    with pytest.raises(ObservationInvalid, match=rf"map\.fits: BUNIT is '{written}'.*`unit` of the tracer"):
        image_with({"BUNIT": written})


@pytest.mark.parametrize("written", ["Jy", "Jy beam-1 m s-1", "Jy/beam.km/s", "m"])
def test_a_unit_that_is_no_brightness_is_refused(image_with, written):
    with pytest.raises(ObservationInvalid, match=r"map\.fits is in .*no brightness.*`unit` of the tracer"):
        image_with({"BUNIT": written})


def test_a_missing_unit_is_refused_unless_the_config_gives_it(image_with, make_sky, write_fits):
    with pytest.raises(ObservationInvalid, match=r"map\.fits has no BUNIT.*`unit` of the tracer"):
        image_with({"BUNIT": None})
    path = write_fits(np.ones((24, 20)), make_sky(n_x=20, n_y=24, cards={"BUNIT": None}).header(), "other.fits")
    np.testing.assert_allclose(read_fits_image(path, {"unit": "mJy/beam"}).brightness, 1e-3)


@pytest.mark.parametrize("keyword", ["BMAJ", "BMIN", "BPA"])
def test_a_missing_part_of_the_beam_is_refused(image_with, keyword):
    with pytest.raises(ObservationInvalid, match=rf"map\.fits has no {keyword} in its header.*`beam: \{{major_arcsec"):
        image_with({keyword: None})


def test_the_config_may_give_the_beam(image_with):
    beam = image_with({"BMAJ": None, "BMIN": None, "BPA": None}, {"beam": BEAM}).beam
    np.testing.assert_allclose([beam.major.to_value("arcsec"), beam.minor.to_value("arcsec")], [1.2, 0.6])
    np.testing.assert_allclose(beam.pa.to_value("deg"), -30.0)


@pytest.mark.parametrize(("major", "minor"), [(0.0, 0.0), (0.5, 0.6), (0.5, -0.1), (float("nan"), 0.1)])
def test_a_beam_that_is_no_ellipse_is_refused(image_with, major, minor):
    entry = {"beam": {"major_arcsec": major, "minor_arcsec": minor, "position_angle_deg": 0.0}}
    with pytest.raises(ObservationInvalid, match=r"map\.fits: the beam is .*both positive"):
        image_with({}, entry)


def test_a_beam_in_arcsec_instead_of_degrees_is_noticed(image_with):
    with pytest.raises(ObservationInvalid, match=r"5760 arcsec, wider than the map; BMAJ and BMIN are in degrees"):
        image_with({"BMAJ": 1.6, "BMIN": 0.4})


@pytest.mark.parametrize("cards", [{"BMAJ": "broad"}, {"BMAJ": 0.0, "BMIN": 0.0}, {"BMIN": 1.0}])
def test_a_header_whose_beam_is_no_ellipse_is_refused_unless_the_config_gives_one(image_with, cards, tmp_path):
    with pytest.raises(ObservationInvalid, match=r"map\.fits: the beam is .*`beam: \{major_arcsec"):
        image_with(cards)
    (tmp_path / "map.fits").unlink()
    assert image_with(cards, {"beam": BEAM}).beam.major.to_value("arcsec") == pytest.approx(1.2)


def test_the_beam_of_aips_lies_in_the_history(make_sky, write_fits):
    header = make_sky(n_x=20, n_y=24, cards={"BMAJ": None, "BMIN": None, "BPA": None}).header()
    header.add_history("AIPS   CLEAN BMAJ=  3.0000E-04 BMIN=  2.0000E-04 BPA=  12.50")
    beam = read_fits_image(write_fits(np.ones((24, 20)), header), {}).beam
    np.testing.assert_allclose(
        [beam.major.to_value("deg"), beam.minor.to_value("deg"), beam.pa.value], [3e-4, 2e-4, 12.5]
    )


def test_a_history_that_only_mentions_bmaj_is_no_beam(make_sky, write_fits):
    header = make_sky(n_x=20, n_y=24, cards={"BMAJ": None, "BMIN": None, "BPA": None}).header()
    header.add_history("BMAJ removed")
    with pytest.raises(ObservationInvalid, match="no BMAJ and BMIN and BPA"):
        read_fits_image(write_fits(np.ones((24, 20)), header), {})


def test_the_beam_of_casa_may_lie_in_a_table(make_sky, tmp_path):
    header = make_sky(n_x=20, n_y=24, cards={"BMAJ": None, "BMIN": None, "BPA": None, "CASAMBM": True}).header()
    columns = [
        fits.Column(name, "1E", unit, array=np.array([value], dtype=np.float32))
        for name, unit, value in (("BMAJ", "arcsec", 0.9), ("BMIN", "arcsec", 0.5), ("BPA", "deg", 33.0))
    ]
    table = fits.BinTableHDU.from_columns(columns, name="BEAMS")
    fits.HDUList([fits.PrimaryHDU(np.ones((24, 20)), header), table]).writeto(tmp_path / "casa.fits")
    beam = read_fits_image(tmp_path / "casa.fits", {}).beam
    np.testing.assert_allclose([beam.major.to_value("arcsec"), beam.pa.to_value("deg")], [0.9, 33.0], rtol=1e-6)


@pytest.mark.parametrize(
    ("cards", "frequency_ghz"),
    [
        ({}, 230.0),
        ({"RESTFRQ": None, "RESTFREQ": 345e9}, 345.0),
        ({"CTYPE3": "FREQ", "CRVAL3": 220e9, "CDELT3": 2e9, "CRPIX3": 1.0, "CUNIT3": "Hz"}, 220.0),
        ({"CTYPE3": "FREQ-LSR", "CRVAL3": 220.0, "CDELT3": 2.0, "CRPIX3": 0.0, "CUNIT3": "GHz"}, 222.0),
        ({"CTYPE3": "FREQ", "CRVAL3": 220e9}, 220.0),
        ({"CTYPE3": "FREQ", "CRVAL3": 220e9, "CUNIT3": "parsnips"}, 230.0),
        ({"CTYPE3": "WAVE", "CRVAL3": 1.3, "CUNIT3": "mm", "CRPIX3": 1.0}, 299.792458 / 1.3),
        ({"CTYPE3": "VRAD", "CRVAL3": 3000.0, "CUNIT3": "m/s", "CRPIX3": 1.0}, 230.0),
    ],
)
def test_the_frequency_is_that_of_the_spectral_axis_or_else_of_rest(image_with, cards, frequency_ghz):
    image = image_with(cards, values=np.ones((1, 1, 24, 20)))
    np.testing.assert_allclose(image.frequency_hz / 1e9, frequency_ghz, rtol=1e-12)


def test_a_missing_frequency_is_refused_unless_the_config_gives_it(image_with):
    with pytest.raises(ObservationInvalid, match=r"map\.fits has no frequency.*RESTFRQ.*`frequency_ghz`"):
        image_with({"RESTFRQ": None})


def test_the_config_may_give_the_frequency(image_with):
    assert image_with({"RESTFRQ": None}, {"frequency_ghz": 300.0}).frequency_hz == 300e9


def test_a_frequency_that_is_not_positive_is_refused(image_with):
    with pytest.raises(ObservationInvalid, match="`frequency_ghz` is -3"):
        image_with({}, {"frequency_ghz": -3})


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"beam": BEAM}, "config's beam"),
        ({"unit": "mJy/beam"}, "config's unit 'mJy/beam' replaces BUNIT 'Jy/beam'"),
        ({"frequency_ghz": 300.0}, "config's 300 GHz replace the header's 230 GHz"),
    ],
)
def test_what_the_config_overrides_is_warned_of(image_with, caplog, entry, message):
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        image_with({}, entry)
    assert message in caplog.text


def test_a_config_that_repeats_the_header_is_not_warned_of(image_with, caplog):
    beam = {"major_arcsec": 1.6, "minor_arcsec": 0.4, "position_angle_deg": 220.0}
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        image_with({}, {"beam": beam, "unit": "Jy/beam", "frequency_ghz": 230.0})
    assert not caplog.text
