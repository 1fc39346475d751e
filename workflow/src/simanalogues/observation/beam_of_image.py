"""The beam of an image: from the config, the header, a CASA beam table or the history of CASA and AIPS."""

from collections.abc import Mapping

import astropy.units as u
import numpy as np
from astropy.io import fits
from radio_beam import Beam, Beams

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER

REMEDY = "give `beam: {major_arcsec, minor_arcsec, position_angle_deg}` of the tracer in the config"
KEYWORDS = ("BMAJ", "BMIN", "BPA")
DIFFERENCE_WORTH_A_WARNING = 1e-3


def beam_of_image(name: str, header: fits.Header, tables: list[fits.BinTableHDU], entry: Mapping) -> Beam:
    """The Gaussian beam on the sky (FWHM; position angle east of north).

    Parameters
    ----------
    name
        Of the file, for messages.
    header, tables
        Of the image, and the file's binary tables (CASA puts one beam per channel there; the first counts).
    entry
        The tracer's config block; its `beam` wins over the file's, with a warning where they differ.

    Raises
    ------
    ObservationInvalid
        No beam, or one without one of its keywords, or one that is no ellipse.
    """
    found = beam_of_file(header, tables)
    if "beam" not in entry:
        if found is None:
            lacking = " and ".join(keyword for keyword in KEYWORDS if keyword not in header)
            raise ObservationInvalid(
                f"{name} has no {lacking} in its header, and no beam table or history names a beam: {REMEDY}"
            )
        return ellipse(name, found)
    given = entry["beam"]
    beam = ellipse(name, (given["major_arcsec"], given["minor_arcsec"], given["position_angle_deg"]))
    if found is not None and differ(found, beam):
        LOGGER.warning(
            "%s: the config's beam (%s) replaces that of the file (%.4g x %.4g arcsec at %.4g deg)", name, beam, *found
        )
    return beam


def beam_of_file(header: fits.Header, tables: list[fits.BinTableHDU]) -> tuple[float, float, float] | None:
    """Axes in arcsec and angle in deg as the file has them, or None where a part is missing."""
    if any(keyword in header for keyword in KEYWORDS):
        if not all(keyword in header for keyword in KEYWORDS):
            return None
        major, minor, angle = (number(header[keyword]) for keyword in KEYWORDS)
        return major * 3600, minor * 3600, angle
    for table in tables:
        if set(KEYWORDS) <= set(table.columns.names):
            return axes_and_angle(Beams.from_fits_bintable(table)[0])
    try:
        beam = Beam.from_fits_history(header)
    except (IndexError, ValueError):
        # Other programs write 'BMAJ' into the history in layouts of their own.
        return None
    return None if beam is None else axes_and_angle(beam)


def number(value: object) -> float:
    """The value of a card; NaN where it is no number."""
    return float(value) if isinstance(value, int | float) else float("nan")


def axes_and_angle(beam: Beam) -> tuple[float, float, float]:
    """Axes in arcsec and angle in deg."""
    return float(beam.major.to_value(u.arcsec)), float(beam.minor.to_value(u.arcsec)), float(beam.pa.to_value(u.deg))


def ellipse(name: str, shape: tuple[float, float, float]) -> Beam:
    """The beam of axes in arcsec and an angle in deg; ObservationInvalid if that is no ellipse."""
    major, minor, angle = shape
    if not (np.isfinite(shape).all() and major >= minor > 0):
        raise ObservationInvalid(
            f"{name}: the beam is {major:.6g} x {minor:.6g} arcsec at {angle:.6g} deg, expected a major axis not below "
            f"the minor one, both positive: {REMEDY}"
        )
    return Beam(major * u.arcsec, minor * u.arcsec, angle * u.deg)


def differ(found: tuple[float, float, float], beam: Beam) -> bool:
    """Whether the file's beam is of visibly other shape or angle."""
    major, minor, angle = axes_and_angle(beam)
    size = np.array([found[0] / major, found[1] / minor]) - 1
    turn = np.sin(np.deg2rad(found[2] - angle))
    return not (abs(size) < DIFFERENCE_WORTH_A_WARNING).all() or abs(turn) > DIFFERENCE_WORTH_A_WARNING
