"""The spectral axis of a cube: which one it is, and the frequency of every channel.

Everything goes through absolute frequency, so that a cube whose RESTFRQ is another line's gives the velocities of the
line that is asked for. Velocities are in the radio convention, in the frame of the file (SPECSYS).
"""

import re
from collections.abc import Mapping

import astropy.units as u
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, InvalidTransformError, WcsError

from simanalogues.errors import ObservationInvalid
from simanalogues.observation.celestial import sky_axes
from simanalogues.observation.rest_frequency import rest_frequency_of_header

# Of each type that is understood its unit in WCSLIB, and what turns it into frequency.
SI_UNITS = {"FREQ": u.Hz, "WAVE": u.m, "VRAD": u.m / u.s, "VOPT": u.m / u.s}
# Velocity frames that AIPS and others append to the type; SPECSYS has them since.
FRAMES = ("LSR", "LSRK", "LSRD", "HEL", "BAR", "BARY", "OBS", "TOP", "TOPO", "GEO", "SOU")
ALGORITHM = re.compile(r"[FWV]2[FWV]|LOG")
UNIT_WORDS = {
    **{word.lower(): word for word in ("Hz", "kHz", "MHz", "GHz", "THz", "m", "km", "cm", "mm", "um", "nm", "s")},
    **{"micron": "um", "angstrom": "Angstrom", "sec": "s"},
}
REMEDY = "mend the header, or give a ready moment map as `file`"


def spectral_axis(name: str, header: fits.Header, entry: Mapping) -> int | None:
    """Number (from 1) of the axis of a cube's channels, None for a single plane.

    Raises
    ------
    ObservationInvalid
        More than one axis beside the two on the sky has several planes, as with several Stokes parameters.
    """
    sky = sky_axes(name, header, entry)
    long = [axis for axis in range(1, header["NAXIS"] + 1) if axis not in sky and header[f"NAXIS{axis}"] > 1]
    if len(long) > 1:
        axes = " and ".join(f"{header[f'NAXIS{axis}']} planes of '{header.get(f'CTYPE{axis}')}'" for axis in long)
        raise ObservationInvalid(
            f"{name} has {axes}: expected one axis of channels beside the two on the sky; extract one Stokes parameter"
        )
    return long[0] if long else None


def radio_velocity_kms(frequency_hz: np.ndarray, line_hz: float) -> np.ndarray:
    """Velocity c (1 - f / f_line), positive for receding gas; any shape."""
    return (frequency_hz * u.Hz).to_value(u.km / u.s, u.doppler_radio(line_hz * u.Hz))


def channel_frequencies_hz(name: str, header: fits.Header, axis: int, line_hz: float) -> np.ndarray:
    """Frequency of the centre of every channel, in the order of the file, shape (n_channels,).

    Parameters
    ----------
    name, header
        Of the file.
    axis
        Number (from 1) of the spectral axis.
    line_hz
        What velocities refer to where the header has no rest frequency.

    Raises
    ------
    ObservationInvalid
        The type or the unit of the axis is none that is understood, a card is missing, or it makes no frequencies.
    """
    kind, algorithm = axis_type(name, header, axis)
    rest = (rest_frequency_of_header(header) or line_hz) * u.Hz
    world = channel_coordinates(name, header, axis, kind + algorithm, rest.value) * SI_UNITS[kind]
    conversions = {"VRAD": u.doppler_radio(rest), "VOPT": u.doppler_optical(rest)}
    frequency_hz = world.to_value(u.Hz, conversions.get(kind, u.spectral()))
    if not (np.isfinite(frequency_hz).all() and (frequency_hz > 0).all()):
        raise ObservationInvalid(
            f"{name}: its spectral axis runs from {world[0]:.6g} to {world[-1]:.6g}, expected positive frequencies: "
            f"check CRVAL{axis}, CDELT{axis} and CUNIT{axis}; {REMEDY}"
        )
    return frequency_hz


def axis_type(name: str, header: fits.Header, axis: int) -> tuple[str, str]:
    """FREQ, WAVE, VRAD or VOPT, and WCSLIB's code (such as '-F2W') of an axis that is not linear, else ''.

    AIPS's VELO and FELO are radio velocities where VELREF exceeds 256. Without VELREF, VELO is taken to be one too, as
    is usual at these wavelengths; an optical one would differ by v^2 / c, 0.3 m/s at 10 km/s.
    """
    written = str(header.get(f"CTYPE{axis}", "")).strip().upper()
    kind, _, suffix = written.partition("-")
    suffix = suffix.strip("-")
    velref = header.get("VELREF")
    if kind == "VELO":
        kind = "VOPT" if isinstance(velref, int) and velref <= 256 else "VRAD"
    elif kind == "FELO":
        kind, suffix = ("VRAD", "") if isinstance(velref, int) and velref > 256 else ("VOPT", "F2W")
    if kind not in SI_UNITS or not (suffix in ("", *FRAMES) or ALGORITHM.fullmatch(suffix)):
        raise ObservationInvalid(
            f"{name}: CTYPE{axis} is '{written}', which is no spectral axis that is understood: expected FREQ, VRAD, "
            f"VOPT, VELO, FELO, or WAVE (in vacuum; AWAV is in air), alone or with a frame such as '-LSR'. {REMEDY}"
        )
    return kind, f"-{suffix}" if ALGORITHM.fullmatch(suffix) else ""


def channel_coordinates(name: str, header: fits.Header, axis: int, ctype: str, rest_hz: float) -> np.ndarray:
    """World coordinate of every channel in SI units, shape (n_channels,), from the cards of this axis alone."""
    to_si = SI_UNITS[ctype[:4]]
    scale = axis_unit(name, header, axis, to_si).to(to_si)
    reference, place, step = (axis_card(name, header, keyword, axis) for keyword in ("CRVAL", "CRPIX", "CDELT"))
    cards = {"CTYPE1": ctype, "CUNIT1": to_si.to_string("fits"), "CRVAL1": reference * scale, "CRPIX1": place}
    try:
        wcs = WCS(fits.Header({**cards, "CDELT1": step * scale, "RESTFRQ": rest_hz}), naxis=1)
        return wcs.wcs_pix2world(np.arange(header[f"NAXIS{axis}"])[:, None], 0)[:, 0]
    except (WcsError, InvalidTransformError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ObservationInvalid(
            f"{name}: CTYPE{axis} '{ctype}' makes no spectral axis ({reason}): {REMEDY}"
        ) from error


def axis_card(name: str, header: fits.Header, keyword: str, axis: int) -> float:
    """The number of a card of the axis; the step may stand in CDi_i, or be scaled by PCi_i. It must not be 0."""
    value = header.get(f"{keyword}{axis}")
    if keyword == "CDELT":
        value = header.get(f"CD{axis}_{axis}", value)
        value = value * header.get(f"PC{axis}_{axis}", 1.0) if isinstance(value, int | float) else value
    if not isinstance(value, int | float) or not np.isfinite(value) or (keyword == "CDELT" and value == 0):
        raise ObservationInvalid(
            f"{name}: {keyword}{axis} of its spectral axis is {value!r}, expected a number"
            f"{' other than 0' if keyword == 'CDELT' else ''}: {REMEDY}"
        )
    return float(value)


def axis_unit(name: str, header: fits.Header, axis: int, expected: u.UnitBase) -> u.UnitBase:
    """CUNIT of the axis in the spellings that are in use, SI where it is missing."""
    written = str(header.get(f"CUNIT{axis}", "")).strip()
    try:
        unit = u.Unit(re.sub(r"[A-Za-z]+", familiar_unit, written)) if written else expected
        unit.to(expected)
    except (ValueError, u.UnitConversionError) as error:
        raise ObservationInvalid(
            f"{name}: CUNIT{axis} is '{written}', expected a unit like {expected} for CTYPE{axis} "
            f"'{header[f'CTYPE{axis}']}': {REMEDY}"
        ) from error
    return unit


def familiar_unit(word: re.Match) -> str:
    """Spelling that astropy knows of one word of a unit, such as 'HZ' or 'KM'."""
    return UNIT_WORDS.get(word[0].lower(), word[0])
