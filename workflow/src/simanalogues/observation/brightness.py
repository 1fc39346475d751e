"""Unit and frequency of an image, and the way from there to Jy/beam."""

import re
from collections.abc import Mapping

import astropy.units as u
import numpy as np
from astropy.io import fits
from radio_beam import Beam

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER

UNIT_REMEDY = "give `unit` of the tracer in the config: Jy/beam, mJy/beam, K, Jy/pixel, MJy/sr or the like"
FREQUENCY_REMEDY = "give `frequency_ghz` of the tracer in the config"
FREQUENCY_KEYWORDS = ("RESTFRQ", "RESTFREQ", "OBSFREQ", "FREQ")
WORDS = {"jy": "Jy", "beam": "beam", "bm": "beam", "kelvin": "K", "k": "K", "pixel": "pix", "pix": "pix", "sr": "sr"}
DIFFERENCE_WORTH_A_WARNING = 1e-3


def unit_of_image(name: str, header: fits.Header, entry: Mapping) -> u.UnitBase:
    """The unit of brightness, from the config's `unit`, else from BUNIT in the spellings that are in use.

    Raises
    ------
    ObservationInvalid
        There is none, or it cannot be understood.
    """
    return parsed_unit(name, written_unit(name, header, entry), entry)


def written_unit(name: str, header: fits.Header, entry: Mapping) -> str:
    """The unit as it is written: the config's `unit`, else BUNIT; ObservationInvalid where there is none."""
    written = str(header.get("BUNIT", "")).strip()
    text = str(entry.get("unit", written)).strip()
    if not text:
        raise ObservationInvalid(f"{name} has no BUNIT in its header: {UNIT_REMEDY}")
    if "unit" in entry and written and written != text:
        LOGGER.warning("%s: the config's unit '%s' replaces BUNIT '%s'", name, text, written)
    return text


def parsed_unit(name: str, text: str, entry: Mapping) -> u.UnitBase:
    """The unit that a text means; ObservationInvalid where it means none."""
    try:
        return u.Unit(re.sub(r"[A-Za-z]+", familiar_word, text))
    except ValueError as error:
        raise ObservationInvalid(
            f"{name}: {origin_of_unit(entry)} is '{text}', which is no unit: {UNIT_REMEDY}"
        ) from error


def origin_of_unit(entry: Mapping) -> str:
    """What an error about the unit names."""
    return "the config's `unit`" if "unit" in entry else "BUNIT"


def familiar_word(word: re.Match) -> str:
    """Spelling that astropy knows of one word of a unit. 'MJY' stays: it may be milli or mega."""
    text = word[0]
    if re.fullmatch(r"[mukMG]J[yY]", text):
        return text if text.endswith("y") or text[0] in "MG" else text[0] + "Jy"
    return WORDS.get(text.lower(), text)


def jy_per_beam_factor(name: str, unit: u.UnitBase, *, beam: Beam, pixel_area_sr: float, frequency_hz: float) -> float:
    """What turns values in the image's unit into Jy/beam.

    Parameters
    ----------
    name
        Of the file, for messages.
    unit
        Per beam, per pixel, per solid angle, or brightness temperature (Rayleigh-Jeans).
    beam, pixel_area_sr, frequency_hz
        The beam's solid angle, that of a pixel, and the frequency that K refers to.

    Raises
    ------
    ObservationInvalid
        The unit is no brightness, such as 'Jy' alone or a moment map's.
    """
    frequency = frequency_hz * u.Hz
    per_solid_angle = unit * u.pix / (pixel_area_sr * u.sr) if u.pix in unit.bases else unit * u.dimensionless_unscaled
    equivalencies = u.beam_angular_area(beam.sr) + u.brightness_temperature(frequency, beam_area=beam.sr)
    try:
        return float((1 * per_solid_angle).to_value(u.Jy / u.beam, equivalencies=equivalencies))
    except u.UnitConversionError as error:
        raise ObservationInvalid(
            f"{name} is in '{unit}', which is no brightness: a map or cube is in Jy/beam, K, Jy/pixel or MJy/sr. "
            f"If BUNIT is wrong, {UNIT_REMEDY}"
        ) from error


def frequency_of_image(name: str, header: fits.Header, entry: Mapping) -> float:
    """Frequency in Hz: the config's `frequency_ghz`, else the middle of the spectral axis, else RESTFRQ and its kin.

    Raises
    ------
    ObservationInvalid
        There is none, or it is not positive.
    """
    found = frequency_of_axis(header) or frequency_of_keyword(header)
    if "frequency_ghz" not in entry:
        if found is None:
            lacking = ", ".join(FREQUENCY_KEYWORDS)
            raise ObservationInvalid(
                f"{name} has no frequency: no usable spectral axis (CTYPE 'FREQ' or 'WAVE') and none of {lacking}: "
                f"{FREQUENCY_REMEDY}"
            )
        return found
    given = float(entry["frequency_ghz"]) * 1e9
    if not (np.isfinite(given) and given > 0):
        raise ObservationInvalid(f"{name}: `frequency_ghz` is {entry['frequency_ghz']}, expected a positive number")
    if found is not None and abs(found / given - 1) > DIFFERENCE_WORTH_A_WARNING:
        LOGGER.warning("%s: the config's %.6g GHz replace the header's %.6g GHz", name, given / 1e9, found / 1e9)
    return given


def frequency_of_axis(header: fits.Header) -> float | None:
    """Frequency in Hz in the middle of an axis of frequency or wavelength, None where none is usable."""
    for axis in range(1, header["NAXIS"] + 1):
        kind = str(header.get(f"CTYPE{axis}", "")).upper()
        if not kind.startswith(("FREQ", "WAVE")) or positive(header.get(f"CRVAL{axis}")) is None:
            continue
        steps = (header[f"NAXIS{axis}"] + 1) / 2 - header.get(f"CRPIX{axis}", 1.0)
        middle = header[f"CRVAL{axis}"] + steps * header.get(f"CDELT{axis}", 0.0)
        unit = u.Unit(
            str(header.get(f"CUNIT{axis}", "")).strip() or ("Hz" if kind.startswith("FREQ") else "m"),
            parse_strict="silent",
        )
        if unit.is_equivalent(u.Hz, u.spectral()):
            return positive((middle * unit).to_value(u.Hz, u.spectral()))
    return None


def frequency_of_keyword(header: fits.Header) -> float | None:
    """The first positive one of the keywords in use, in Hz; None where there is none."""
    return next((float(header[word]) for word in FREQUENCY_KEYWORDS if positive(header.get(word))), None)


def positive(value: object) -> float | None:
    """The value as a float if it is a positive number, else None."""
    if isinstance(value, int | float | np.number) and np.isfinite(value) and value > 0:
        return float(value)
    return None
