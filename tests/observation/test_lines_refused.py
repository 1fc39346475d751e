"""Cubes and moment maps that stop the stage, with what to do about it."""

import logging

import numpy as np
import pytest

from simanalogues.errors import ConfigError, ObservationInvalid
from simanalogues.observation.lines import framed_line


@pytest.fixture
def refused(make_line, observed_line):
    """A function that changes cards of a cube, or its values, and gives what the stage raises."""

    def run(cards=None, entry=None, values=None, error=ObservationInvalid, **others):
        line = make_line()
        with pytest.raises(error) as raised:
            observed_line(line.cube() if values is None else values, line.header(cards), entry, **others)
        return str(raised.value)

    return run


@pytest.mark.parametrize("kind", ["LINEAR", "AWAV", "ZOPT", "FREQ-TAB", "VRAD-XYZ", "STOKES", None])
def test_a_spectral_axis_of_another_type_is_refused(refused, kind):
    message = refused({"CTYPE3": kind})
    assert f"line.fits: CTYPE3 is '{kind or ''}'" in message
    assert "expected FREQ, VRAD, VOPT, VELO, FELO, or WAVE (in vacuum; AWAV is in air)" in message


@pytest.mark.parametrize("keyword", ["CRVAL3", "CRPIX3", "CDELT3"])
def test_a_missing_card_of_the_spectral_axis_is_refused(refused, keyword):
    assert f"line.fits: {keyword} of its spectral axis is None, expected a number" in refused({keyword: None})


def test_channels_of_no_width_are_refused(refused):
    assert "CDELT3 of its spectral axis is 0.0, expected a number other than 0" in refused({"CDELT3": 0.0})


@pytest.mark.parametrize(("unit", "kind"), [("Hz", "VRAD"), ("parsecs", "VRAD"), ("m/s", "FREQ")])
def test_a_unit_that_does_not_suit_the_spectral_axis_is_refused(refused, unit, kind):
    message = refused({"CUNIT3": unit, "CTYPE3": kind})
    assert f"line.fits: CUNIT3 is '{unit}', expected a unit like" in message


def test_a_code_that_wcslib_does_not_know_is_refused(refused):
    assert "CTYPE3 'VRAD-V2V' makes no spectral axis" in refused({"CTYPE3": "VRAD-V2V"})


def test_frequencies_that_are_not_positive_are_refused(refused):
    cards = {"CTYPE3": "FREQ", "CRVAL3": 0.0, "CDELT3": 1.0, "CUNIT3": "GHz"}
    assert "expected positive frequencies: check CRVAL3, CDELT3 and CUNIT3" in refused(cards)


def test_a_cube_without_any_rest_frequency_is_refused(refused):
    message = refused({"RESTFRQ": None})
    assert "line.fits has no rest frequency, neither RESTFRQ nor RESTFREQ: give `frequency_ghz`" in message


def test_a_rest_frequency_that_is_not_positive_is_refused(refused):
    assert "`frequency_ghz` is -1, expected a positive number" in refused(entry={"frequency_ghz": -1})


def test_a_velocity_range_that_misses_the_cube_is_refused_with_what_the_cube_covers(refused):
    message = refused(entry={"velocity_range_kms": [50.0, 60.0]})
    assert "0 of its 49 channels lie within 50 to 60 km/s of the systemic velocity" in message
    assert "the cube runs from -6 to 6 km/s, for a rest frequency of 230.538000 GHz" in message
    for key in ("`velocity_range_kms`", "`frequency_ghz`", "`systemic_kms`"):
        assert key in message


def test_a_single_channel_in_the_range_is_refused(refused):
    assert "1 of its 49 channels" in refused(entry={"velocity_range_kms": [-0.1, 0.1]})


def test_a_range_that_descends_is_refused(refused):
    message = refused(entry={"velocity_range_kms": [5.0, -5.0]}, error=ConfigError)
    assert "`velocity_range_kms` is [5, -5], expected the lower velocity first" in message


def test_a_cube_that_does_not_fill_the_range_is_warned_of(make_line, observed_line, caplog):
    line = make_line()
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        observed_line(line.cube(), line.header(), {"velocity_range_kms": [-9.0, 5.0]})
    assert "its channels run from -6 to 6 km/s, and do not fill `velocity_range_kms` of -9 to 5 km/s" in caplog.text


def test_a_continuum_needs_four_channels_outside_the_range(refused):
    message = refused(entry={"subtract_continuum": True, "velocity_range_kms": [-5.8, 5.8]})
    assert (
        "2 channels with values lie outside `velocity_range_kms`, at least 4 are needed to fit the continuum: narrow it"
        in message
    )


def test_several_stokes_parameters_are_refused(refused, make_line):
    cube = np.stack([make_line().cube()] * 4)
    message = refused({"CTYPE4": "STOKES", "CRVAL4": 1.0, "CDELT4": 1.0, "CRPIX4": 1.0}, values=cube)
    assert "49 planes of 'VRAD' and 4 planes of 'STOKES'" in message
    assert "extract one Stokes parameter" in message


def test_a_cube_that_is_no_brightness_is_refused(refused):
    assert "'km / s', which is no brightness: a map or cube is in Jy/beam" in refused({"BUNIT": "km/s"})


def test_a_cube_without_noise_asks_for_it(refused):
    message = refused(entry={"noise_jy_per_beam": None})
    assert "the noise of the channels cannot be measured in the frame" in message
    assert "Give `noise_jy_per_beam` of the tracer" in message


def test_a_cube_without_any_value_in_the_range_is_refused(refused, make_line):
    assert "on a pixel without a value" in refused(values=np.full_like(make_line().cube(), np.nan))


def test_stars_outside_the_cube_are_refused(refused):
    assert "the primary at RA" in refused({"CRVAL1": 248.2})


@pytest.mark.parametrize(("kind", "unit"), [("moment0", "Jy/beam"), ("moment0", "km/s"), ("moment1", "Jy/beam km/s")])
def test_a_moment_map_in_the_unit_of_something_else_is_refused(refused, make_line, kind, unit):
    message = refused({"BUNIT": unit}, values=make_line().sky.source(0.0, 0.0)[None], kind=kind)
    assert f"'{unit}'" in message or "which is no brightness" in message
    assert "`unit` of the tracer" in message


def test_a_moment_map_without_unit_is_refused(refused, make_line):
    message = refused({"BUNIT": None}, values=make_line().sky.source(0.0, 0.0)[None])
    assert "line.fits has no BUNIT in its header: give `unit` of the tracer" in message


@pytest.mark.parametrize("kind", ["moment0", "moment1"])
def test_a_moment_map_without_any_value_is_refused(refused, kind):
    assert "has no finite value at all" in refused(values=np.full((1, 60, 64), np.nan), kind=kind)


def test_a_moment_map_without_any_value_in_the_frame_is_refused(refused):
    values = np.full((1, 60, 64), np.nan)
    values[0, 0, 0] = 4.0
    assert "has no value within the frame" in refused({"BUNIT": "km/s"}, values=values)


def test_a_ready_moment_0_full_of_emission_asks_for_its_noise(refused, make_line):
    values = make_line().sky.source(0.0, 0.0)[None]
    message = refused({"BUNIT": "Jy/beam km/s"}, {"noise_jy_per_beam": None}, values, kind="moment0")
    assert "Jy/beam km/s. Give `noise_jy_per_beam` of the tracer" in message


def test_a_cube_that_is_cut_off_is_refused(make_line, star_positions, write_fits):
    line = make_line()
    path = write_fits(line.cube(), line.header())
    path.write_bytes(path.read_bytes()[:300000])
    entry = {"kind": "moment1", "velocity_range_kms": [-5, 5], "noise_jy_per_beam": 1e-4}
    with pytest.raises(ObservationInvalid, match=r"map\.fits is no FITS file, or is cut off"):
        framed_line(path, star_positions(0.0, 2.0), entry, {"image_pixels": 40, "field_au": 400.0})
