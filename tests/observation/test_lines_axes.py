"""The same line on every kind of spectral axis has the same moments."""

import logging

import numpy as np
import pytest
from astropy.io import fits

from simanalogues.observation.lines import framed_line

C_KMS = 299792.458
LINE_HZ, OTHER_HZ, SYSTEMIC_KMS = 230.538e9, 230.9e9, 3.4


def frequency_hz(relative_kms):
    return LINE_HZ * (1 - (relative_kms + SYSTEMIC_KMS) / C_KMS)


def velocity_kms(frequency):
    """About the systemic velocity."""
    return C_KMS * (1 - frequency / LINE_HZ) - SYSTEMIC_KMS


def axis(kind, unit, world, **others):
    return {"CTYPE3": kind, "CUNIT3": unit, "CRVAL3": world[0], "CDELT3": world[1] - world[0], "CRPIX3": 1.0} | others


def radio_axis(kind, unit, rest_hz=LINE_HZ, **others):
    """Linear in radio velocity: cards, and where the channels lie."""
    frequencies = frequency_hz(np.linspace(-6, 6, 49))
    scale = 1e3 if unit.lower() == "m/s" or not unit else 1.0
    world = C_KMS * (1 - frequencies / rest_hz) * scale
    return axis(kind, unit or None, world, **others), velocity_kms(frequencies)


def frequency_axis(kind="FREQ", unit="Hz", per_unit=1.0, order=1, **others):
    frequencies = frequency_hz(np.linspace(-6, 6, 49))[::order]
    return axis(kind, unit, frequencies / per_unit, **others), velocity_kms(frequencies)


def wavelength_axis(unit="m", per_unit=1.0):
    ends = C_KMS * 1e3 / frequency_hz(np.array([-6.0, 6.0]))
    wavelengths = np.linspace(*ends, 49)
    return axis("WAVE", unit, wavelengths / per_unit), velocity_kms(C_KMS * 1e3 / wavelengths)


def optical_axis(kind, rest_hz=LINE_HZ, **others):
    """Linear in optical velocity."""
    ends = C_KMS * (rest_hz / frequency_hz(np.array([-6.0, 6.0])) - 1)
    optical = np.linspace(*ends, 49)
    return axis(kind, "km/s", optical, **others), velocity_kms(rest_hz / (1 + optical / C_KMS))


def optical_axis_of_frequency(kind, **others):
    """Linear in frequency, described by the optical velocity at its reference pixel."""
    frequencies = frequency_hz(np.linspace(-6, 6, 49))
    step = -C_KMS * LINE_HZ / frequencies[0] ** 2 * (frequencies[1] - frequencies[0])
    first = C_KMS * (LINE_HZ / frequencies[0] - 1)
    return axis(kind, "km/s", np.array([first, first + step]), **others), velocity_kms(frequencies)


WITHOUT_REST = {"RESTFRQ": None}
AXES = {
    "frequency": frequency_axis(),
    "frequency in GHz": frequency_axis(unit="GHz", per_unit=1e9),
    "frequency in HZ": frequency_axis(unit="HZ"),
    "frequency without unit": frequency_axis(unit=None),
    "frequency reversed": frequency_axis(order=-1),
    "FREQ-LSR without rest frequency": frequency_axis("FREQ-LSR", **WITHOUT_REST),
    "FREQ-LSRK": frequency_axis("FREQ-LSRK"),
    "frequency of another line": frequency_axis(RESTFRQ=OTHER_HZ),
    "RESTWAV": frequency_axis(RESTFRQ=None, RESTWAV=C_KMS * 1e3 / LINE_HZ),
    "wavelength": wavelength_axis(),
    "wavelength in um": wavelength_axis("um", 1e-6),
    "VRAD in m/s": radio_axis("VRAD", "m/s"),
    "VRAD in km/s": radio_axis("VRAD", "km/s"),
    "VRAD in KM/S": radio_axis("VRAD", "KM/S"),
    "VRAD without unit": radio_axis("VRAD", ""),
    "VRAD-LSR": radio_axis("VRAD-LSR", "m/s"),
    "VRAD without rest frequency": radio_axis("VRAD", "m/s", **WITHOUT_REST),
    "VRAD of another line": radio_axis("VRAD", "m/s", OTHER_HZ, RESTFRQ=OTHER_HZ),
    "VELO-LSR": radio_axis("VELO-LSR", "m/s"),
    "VELO-LSR by VELREF": radio_axis("VELO-LSR", "m/s", VELREF=257),
    "VELO-HEL optical by VELREF": optical_axis("VELO-HEL", VELREF=2),
    "FELO-LSR": optical_axis_of_frequency("FELO-LSR", VELREF=1),
    "FELO": optical_axis_of_frequency("FELO"),
    "VOPT": optical_axis("VOPT"),
    "VOPT of another line": optical_axis("VOPT", OTHER_HZ, RESTFRQ=OTHER_HZ),
    "VOPT-F2W": optical_axis_of_frequency("VOPT-F2W"),
}


@pytest.mark.parametrize("name", AXES)
def test_every_spectral_axis_gives_the_velocity_of_the_line(name, make_line, observed_line):
    cards, channels_kms = AXES[name]
    line = make_line(velocity_kms=1.2, gradient_kms_per_arcsec=0.0)
    framed = observed_line(line.cube(channels_kms), line.header(cards), {"line_frequency_hz": LINE_HZ})
    bright = framed.moment0.values > 0.02
    np.testing.assert_allclose(framed.moment1.values[bright], 1.2, atol=1e-3)
    np.testing.assert_allclose(framed.moment0.values.max(), 0.6 * np.sqrt(2 * np.pi), rtol=0.02)
    assert framed.attrs["channel_kms"] == pytest.approx(0.25, rel=1e-3)
    assert framed.attrs["frequency_hz"] == LINE_HZ


def test_channels_are_stored_ascending_whatever_the_order_of_the_file(make_line, observed_line):
    line = make_line()
    for name, order in (("one.fits", 1), ("other.fits", -1)):
        cards, channels_kms = frequency_axis(order=order)
        framed = observed_line(line.cube(channels_kms), line.header(cards), name=name)
        assert framed.attrs["first_channel_kms"] == pytest.approx(-5.0, abs=1e-6)
        assert framed.attrs["channel_kms"] == pytest.approx(0.25, rel=1e-6)
        assert framed.attrs["n_channels"] == 41


def test_a_step_in_CDi_i_or_scaled_by_PCi_i_counts(make_line, observed_line):
    line = make_line(gradient_kms_per_arcsec=0.0)
    for name, cards in (("cd.fits", {"CDELT3": None, "CD3_3": 250.0}), ("pc.fits", {"CDELT3": 25.0, "PC3_3": 10.0})):
        framed = observed_line(line.cube(), line.header(cards), name=name)
        assert framed.attrs["channel_kms"] == pytest.approx(0.25, rel=1e-9)


def test_degenerate_axes_and_any_order_of_axes_are_read(make_line, observed_line):
    line = make_line()
    straight = observed_line(line.cube(), line.header())
    stokes = {"CTYPE4": "STOKES", "CRVAL4": 1.0, "CDELT4": 1.0, "CRPIX4": 1.0}
    four = observed_line(line.cube()[None], line.header(stokes), name="four.fits")
    header = line.header()
    turned = header.copy()
    for keyword in ("CTYPE", "CRVAL", "CDELT", "CRPIX"):
        turned[f"{keyword}1"], turned[f"{keyword}2"], turned[f"{keyword}3"] = (
            header[f"{keyword}{n}"] for n in (3, 2, 1)
        )
    turned["CUNIT1"], turned["CUNIT3"] = "m/s", "deg"
    channels_first = observed_line(line.cube().T, turned, name="turned.fits")
    np.testing.assert_array_equal(four.moment1.values, straight.moment1.values)
    np.testing.assert_array_equal(channels_first.moment1.values, straight.moment1.values)


def test_the_rest_frequency_of_the_config_wins_and_a_far_one_is_warned_of(make_line, observed_line, caplog):
    line = make_line(gradient_kms_per_arcsec=0.0)
    cards, channels_kms = frequency_axis(RESTFRQ=OTHER_HZ)
    entry = {"frequency_ghz": LINE_HZ / 1e9, "line_frequency_hz": OTHER_HZ}
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        framed = observed_line(line.cube(channels_kms), line.header(cards), entry)
    assert framed.attrs["frequency_hz"] == pytest.approx(LINE_HZ, rel=1e-12)
    assert framed.moment1.values[20, 20] == pytest.approx(1.2, abs=1e-3)
    assert "taken to be `frequency_ghz` 230.538000 GHz, and not RESTFRQ 230.900000 GHz" in caplog.text


def test_topocentric_velocities_are_warned_of(make_line, observed_line, caplog):
    line = make_line()
    with caplog.at_level(logging.WARNING, logger="simanalogues"):
        observed_line(line.cube(), line.header({"SPECSYS": "TOPOCENT"}))
    assert "topocentric" in caplog.text


def test_a_compressed_cube_in_another_hdu_is_read_like_a_plain_one(make_line, observed_line, star_positions, tmp_path):
    line = make_line()
    plain = observed_line(line.cube(), line.header())
    packed = fits.CompImageHDU(
        line.cube().astype(np.float32), line.header(), compression_type="GZIP_2", quantize_level=0
    )
    fits.HDUList([fits.PrimaryHDU(), packed]).writeto(tmp_path / "packed.fits")
    entry = {"kind": "moment1", "velocity_range_kms": [-5.0, 5.0], "noise_jy_per_beam": 1e-4, "hdu": 1}
    target = star_positions(0.0, 2.0) | {"systemic_kms": SYSTEMIC_KMS}
    framed = framed_line(tmp_path / "packed.fits", target, entry, {"image_pixels": 40, "field_au": 400.0})
    np.testing.assert_array_equal(framed.moment1.values, plain.moment1.values)
