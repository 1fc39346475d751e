"""Whether an image shows the pair, and how well: what stops the stage, and what is only warned of."""

from collections.abc import Mapping

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS
from astropy.wcs.utils import pixel_to_skycoord
from radio_beam import Beam

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.sky.geometry import sky_position

PIXELS_ACROSS_MINOR_OF_MAP = 2.0
FRACTION_WORTH_A_WARNING = 1e-3


def require_stars(name: str, wcs: WCS, observed: np.ndarray, target: Mapping) -> None:
    """Raise ObservationInvalid where a star lies outside the map, or on a pixel without a value.

    Parameters
    ----------
    name
        Of the file, for messages.
    wcs
        Of the map.
    observed
        Shape (y, x) of the map, bool: where it has a value.
    target
        Its config block: `primary` and `secondary`.
    """
    for who in ("primary", "secondary"):
        require_inside(name, wcs, observed, sky_position(target[who], who), who)


def require_inside(name: str, wcs: WCS, observed: np.ndarray, star: SkyCoord, who: str) -> None:
    """Raise ObservationInvalid where a star lies outside the map, or on a pixel without a value."""
    column, row = (float(place) for place in wcs.world_to_pixel(star))
    n_y, n_x = observed.shape
    inside = -0.5 <= column < n_x - 0.5 and -0.5 <= row < n_y - 0.5
    if inside and observed[round(row), round(column)]:
        return
    corners = pixel_to_skycoord([-0.5, n_x - 0.5, -0.5, n_x - 0.5], [-0.5, -0.5, n_y - 0.5, n_y - 0.5], wcs).icrs
    problem = "on a pixel without a value" if inside else "outside the map"
    raise ObservationInvalid(
        f"{name}: the {who} at RA {star.ra.deg:.6f}, Dec {star.dec.deg:.6f} deg lies {problem}: pixel x = "
        f"{column:.1f}, y = {row:.1f} of {n_x} x {n_y}, which spans RA {corners.ra.deg.min():.6f} to "
        f"{corners.ra.deg.max():.6f}, Dec {corners.dec.deg.min():.6f} to {corners.dec.deg.max():.6f}. Correct `{who}` "
        f"of the target, or name another `file`"
    )


def warn_if_coarse(name: str, wcs: WCS, beam: Beam) -> None:
    """Warn where the map's own pixels are too large for its beam."""
    pixel_arcsec = np.sqrt(abs(np.linalg.det(wcs.pixel_scale_matrix))) * 3600
    across = beam.minor.to_value("arcsec") / pixel_arcsec
    if across < PIXELS_ACROSS_MINOR_OF_MAP:
        LOGGER.warning("%s: only %.1f pixels across its beam, the frame's map is inexact", name, across)


def warn_of_missing(name: str, observed: np.ndarray) -> None:
    """Warn of the part of the frame that the map does not cover, which is masked."""
    missing = 1 - observed.mean()
    if missing > FRACTION_WORTH_A_WARNING:
        LOGGER.warning("%s: %.1f %% of the frame is not covered by the map, and is masked", name, 100 * missing)


def require_covered(name: str, observed: np.ndarray) -> None:
    """Raise ObservationInvalid where the frame holds no value of the map, and warn where it lacks a part."""
    if not observed.any():
        raise ObservationInvalid(
            f"{name} has no value within the frame: check `primary` and `secondary` of the target, or name another "
            f"`file` or a larger `field_au`"
        )
    warn_of_missing(name, observed)
