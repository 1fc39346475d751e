"""The celestial WCS of an image, whatever its other axes are."""

import re
from collections.abc import Mapping

from astropy.io import fits
from astropy.wcs import WCS, WCSSUB_LATITUDE, WCSSUB_LONGITUDE, InvalidTransformError, SingularMatrixError, WcsError

from simanalogues.errors import ObservationInvalid
from simanalogues.sky.geometry import sky_position

LONGITUDE = re.compile(r"(RA--|[GEHS]LON)")
LATITUDE = re.compile(r"(DEC-|[GEHS]LAT)")
AXIS_CARD = re.compile(r"(?:CTYPE|CRVAL|CDELT|CRPIX|CUNIT|CROTA)(\d)$")
OTHER_CARD = re.compile(r"(PC\d+_\d+|PC\d{6}|CD\d+_\d+|PV\d+_\d+|NAXIS\d*|LONPOLE|LATPOLE|RADE(C?)SYS|EQUINOX|EPOCH)$")
REMEDY = "mend the header, or give `wcs` of the tracer in the config (reference, reference_pixel, pixel_arcsec)"


def celestial_wcs(name: str, header: fits.Header, entry: Mapping) -> WCS:
    """The two celestial axes of an image, longitude first.

    Only the cards of these axes are read, so that an odd spectral axis (such as 'FREQ-LSR') or damaged cards elsewhere
    do no harm.

    Parameters
    ----------
    name
        Of the file, for messages.
    header
        Of the image.
    entry
        The tracer's config block. Its `wcs`, where there is one, replaces the header's: `reference` [ra, dec] at
        `reference_pixel` [x, y] (counted from 1, as CRPIX), `pixel_arcsec`; north is up, east left, projection SIN.

    Raises
    ------
    ObservationInvalid
        There are no celestial axes, a keyword of theirs is missing, or they make no WCS.
    """
    if "wcs" in entry:
        return wcs_from_config(entry["wcs"])
    axes = celestial_axes(name, header)
    require_cards(name, header, axes)
    try:
        wcs = WCS(celestial_cards(header, axes)).sub([WCSSUB_LONGITUDE, WCSSUB_LATITUDE])
        wcs.wcs.set()
    except (WcsError, InvalidTransformError, SingularMatrixError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ObservationInvalid(f"{name}: the celestial axes make no WCS ({reason}): {REMEDY}") from error
    return wcs


def sky_axes(name: str, header: fits.Header, entry: Mapping) -> tuple[int, int]:
    """Numbers (from 1) of the axes of longitude and latitude: the first two where the config gives the WCS."""
    return (1, 2) if "wcs" in entry else celestial_axes(name, header)


def celestial_axes(name: str, header: fits.Header) -> tuple[int, int]:
    """Numbers (from 1) of the axes of longitude and latitude."""
    found = []
    for kind in (LONGITUDE, LATITUDE):
        axes = [
            axis for axis in range(1, header["NAXIS"] + 1) if kind.match(str(header.get(f"CTYPE{axis}", "")).upper())
        ]
        if not axes:
            types = [header.get(f"CTYPE{axis}") for axis in range(1, header["NAXIS"] + 1)]
            raise ObservationInvalid(
                f"{name} has no celestial WCS: its CTYPE1 to CTYPE{header['NAXIS']} are {types}, expected RA and DEC "
                f"with a projection, such as 'RA---SIN': {REMEDY}"
            )
        found.append(axes[0])
    return found[0], found[1]


def require_cards(name: str, header: fits.Header, axes: tuple[int, int]) -> None:
    """Raise ObservationInvalid where a card of the celestial axes holds no number; WCSLIB would take 0 or 1."""
    wanted = [f"{keyword}{axis}" for keyword in ("CRVAL", "CRPIX") for axis in axes]
    if not any(f"CD{axis}_{other}" in header for axis in axes for other in axes):
        wanted += [f"CDELT{axis}" for axis in axes]
    for keyword in wanted:
        if not isinstance(header.get(keyword), int | float):
            raise ObservationInvalid(f"{name} has no {keyword} in its WCS, or it is no number: {REMEDY}")


def celestial_cards(header: fits.Header, axes: tuple[int, int]) -> fits.Header:
    """The WCS cards of a header, all axes but the celestial ones made plain."""
    plain = fits.Header()
    for keyword in header:
        axis = AXIS_CARD.match(keyword)
        if (axis and int(axis[1]) in axes) or OTHER_CARD.match(keyword):
            plain[keyword] = header[keyword]
    return plain


def wcs_from_config(given: Mapping) -> WCS:
    """North-up, unmirrored SIN projection from the config's `wcs`."""
    reference = sky_position(given["reference"], "reference pixel (`wcs: reference`)")
    pixel_deg = given["pixel_arcsec"] / 3600.0
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---SIN", "DEC--SIN"]
    wcs.wcs.cunit = ["deg", "deg"]
    wcs.wcs.radesys = "ICRS"
    wcs.wcs.crval = [reference.ra.deg, reference.dec.deg]
    wcs.wcs.crpix = list(given["reference_pixel"])
    wcs.wcs.cdelt = [-pixel_deg, pixel_deg]
    wcs.wcs.set()
    return wcs
