"""Moment maps that come ready: units, masks, noise."""

import logging

import numpy as np
import pytest

KELVIN_PER_JY = 1.222e6 / (230.538**2 * 0.9 * 0.7)


@pytest.fixture
def map_header(make_line):
    """A function of BUNIT that gives the header of a moment map."""

    def header(unit, **cards):
        line = make_line()
        axis = {f"{keyword}3": None for keyword in ("CTYPE", "CRVAL", "CDELT", "CRPIX", "CUNIT")}
        return line.header(axis | {"BUNIT": unit, **cards})

    return header


@pytest.mark.parametrize(
    ("unit", "per_unit"),
    [
        ("Jy/beam km/s", 1.0),
        ("Jy beam-1 km s-1", 1.0),
        ("Jy beam-1 m s-1", 1e3),
        ("Jy/beam.km/s", 1.0),
        ("Jy/beam*km/s", 1.0),
        ("JY/BEAM.KM/S", 1.0),
        ("beam-1 Jy km s-1", 1.0),
        ("Jy km s^-1 beam^-1", 1.0),
        ("Jy.beam**-1.km.s**-1", 1.0),
        ("km/s Jy/beam", 1.0),
        ("mJy/beam.m/s", 1e6),
        ("K km/s", KELVIN_PER_JY),
        ("K.km.s-1", KELVIN_PER_JY),
        ("K m/s", KELVIN_PER_JY * 1e3),
    ],
)
def test_a_moment_0_in_every_usual_unit_becomes_jy_per_beam_km_per_s(
    unit, per_unit, make_line, map_header, observed_line
):
    values = make_line().sky.source(0.0, 0.0, 3.0) * per_unit
    framed = observed_line(values, map_header(unit), kind="moment0")
    # The middle of the source lies between pixels of the map.
    assert framed.attrs["peak_jy_kms_per_beam"] == pytest.approx(3.0, rel=0.02)
    assert framed.attrs["total_jy_kms"] == pytest.approx(3.0, rel=0.02)


def test_the_unit_of_a_moment_0_in_the_config_wins(make_line, map_header, observed_line, caplog):
    values = make_line().sky.source(0.0, 0.0, 3.0) * 1e3
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        framed = observed_line(values, map_header("Jy/beam km/s"), {"unit": "Jy/beam m/s"}, kind="moment0")
    assert framed.attrs["peak_jy_kms_per_beam"] == pytest.approx(3.0, rel=0.02)
    assert "the config's unit 'Jy/beam m/s' replaces BUNIT 'Jy/beam km/s'" in caplog.text


def test_the_noise_of_a_ready_moment_0_is_measured_in_its_own_unit(make_sky, map_header, observed_line):
    sky = make_sky(n_x=64, n_y=60, beam=(0.5, 0.4, 20.0))
    values = sky.source(0.0, 0.0, 3.0) + np.random.default_rng(4).normal(0.0, 1e-2, (60, 64))
    header = map_header("Jy beam-1 m s-1", BMAJ=0.5 / 3600, BMIN=0.4 / 3600)
    framed = observed_line(
        values * 1e3, header, {"noise_jy_per_beam": None}, kind="moment0", image_pixels=60, field_au=560.0
    )
    assert framed.attrs["noise_jy_kms_per_beam"] == pytest.approx(1e-2, rel=0.15)
    assert framed.attrs["noise_measured"] == 1
    assert framed.emission_free.values.mean() > 0.5


def test_a_ready_map_gets_channels_that_tile_the_range(make_line, map_header, observed_line):
    framed = observed_line(make_line().sky.source(0.0, 0.0), map_header("Jy/beam km/s"), kind="moment0")
    names = ("first_channel_kms", "channel_kms", "n_channels", "from_cube", "noise_jy_kms_per_beam")
    assert [framed.attrs[name] for name in names] == pytest.approx([-4.75, 0.5, 20, 0, 1e-4])
    assert sorted(framed.data_vars) == ["emission_free", "moment0", "observed"]


@pytest.mark.parametrize(
    ("unit", "entry", "per_kms"),
    [
        ("km/s", {}, 1.0),
        ("km s-1", {}, 1.0),
        ("KM/S", {}, 1.0),
        ("m/s", {}, 1e3),
        ("M/S", {}, 1e3),
        ("km/s", {"unit": "m/s"}, 1e3),
        ("Jy/beam", {"unit": "km/s"}, 1.0),
        (None, {"unit": "m s-1"}, 1e3),
    ],
)
def test_a_moment_1_in_its_unit_or_the_configs_is_less_the_systemic_velocity(
    unit, entry, per_kms, make_line, map_header, observed_line
):
    east, _ = make_line().sky.offsets()
    framed = observed_line((3.4 + 1.0 + 0.5 * east) * per_kms, map_header(unit), entry)
    expected = 1.0 - 0.05 * (np.arange(40) - 19.5)
    np.testing.assert_allclose(framed.moment1.values, np.broadcast_to(expected, (40, 40)), atol=1e-4)
    assert sorted(framed.data_vars) == ["emission_free", "moment1", "observed"]


@pytest.mark.parametrize(("unit", "scale"), [("km/s", 1e3), ("m/s", 1.0)])
def test_velocities_that_do_not_suit_the_range_are_warned_of(unit, scale, make_line, map_header, observed_line, caplog):
    east, _ = make_line().sky.offsets()
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        observed_line(
            0.001 * east * scale if unit == "m/s" else (1.0 + 0.5 * east) * scale, map_header(unit), systemic_kms=0.0
        )
    assert "is its unit m/s, or km/s? Give `unit` of the tracer" in caplog.text


def test_plausible_velocities_are_not_warned_of(make_line, map_header, observed_line, caplog):
    east, _ = make_line().sky.offsets()
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        observed_line(4.4 + 0.5 * east, map_header("km/s"))
    assert "is its unit" not in caplog.text


def test_a_ready_moment_1_stays_masked_and_keeps_its_gradient_at_the_mask(make_line, map_header, observed_line):
    east, north = make_line().sky.offsets()
    velocity = np.where(np.hypot(east, north) < 1.2, 3.4 + 2.0 * east, np.nan)
    framed = observed_line(velocity, map_header("km/s"))
    east_arcsec = -(np.arange(40) - 19.5) * 0.1
    observed = framed.observed.values.astype(bool)
    np.testing.assert_array_equal(observed, np.isfinite(framed.moment1.values))
    assert not observed[np.hypot(*np.meshgrid(east_arcsec, east_arcsec)) > 1.25].any()
    expected = np.broadcast_to(2.0 * east_arcsec, (40, 40))
    # Beside the mask, the spline sees the nearest value in place of what is missing.
    assert np.abs(framed.moment1.values - expected)[observed].max() < 0.1
    assert np.abs(framed.moment1.values)[observed].max() < 2.4


def test_a_ready_moment_1_has_no_noise_unless_the_config_gives_that_of_a_channel(make_line, map_header, observed_line):
    velocity = 4.4 + make_line().sky.offsets()[0]
    without = observed_line(velocity, map_header("km/s"), {"noise_jy_per_beam": None}).attrs
    given = observed_line(velocity, map_header("km/s"), {"noise_jy_per_beam": 0.01}, name="given.fits").attrs
    assert (without["noise_jy_kms_per_beam"], without["channel_noise_jy_per_beam"]) == (0.0, 0.0)
    assert given["channel_noise_jy_per_beam"] == 0.01
    assert given["noise_jy_kms_per_beam"] == pytest.approx(0.01 * 0.5 * np.sqrt(20), rel=1e-9)
    assert "peak_jy_kms_per_beam" not in given


def test_a_single_plane_with_a_degenerate_spectral_axis_is_a_map(make_line, observed_line):
    header = make_line().header({"CTYPE3": "FREQ-LSR", "CRVAL3": 230.538e9, "CUNIT3": "Hz", "BUNIT": "Jy beam-1 m s-1"})
    framed = observed_line(make_line().sky.source(0.0, 0.0, 3e3)[None], header, kind="moment0")
    assert framed.attrs["peak_jy_kms_per_beam"] == pytest.approx(3.0, rel=0.02)


def test_a_star_may_lie_on_a_masked_pixel_of_a_ready_map(make_line, map_header, observed_line):
    values = make_line().sky.source(0.0, 0.0)
    values[45:] = np.nan
    assert observed_line(
        values, map_header("Jy/beam km/s"), kind="moment0", separation_arcsec=2.0
    ).observed.values.any()
