"""Whether an image shows the pair, and how well: what stops the stage, and what is only warned of."""

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.wcs.utils import pixel_to_skycoord

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.observation.fits_image import FitsImage

PIXELS_ACROSS_MINOR_OF_MAP = 2.0
FRACTION_WORTH_A_WARNING = 1e-3


def require_inside(image: FitsImage, star: SkyCoord, who: str) -> None:
    """Raise ObservationInvalid where a star lies outside the map, or on a pixel without a value."""
    column, row = (float(place) for place in image.wcs.world_to_pixel(star))
    n_y, n_x = image.brightness.shape
    inside = -0.5 <= column < n_x - 0.5 and -0.5 <= row < n_y - 0.5
    if inside and np.isfinite(image.brightness[round(row), round(column)]):
        return
    corners = pixel_to_skycoord([-0.5, n_x - 0.5, -0.5, n_x - 0.5], [-0.5, -0.5, n_y - 0.5, n_y - 0.5], image.wcs).icrs
    problem = "on a pixel without a value" if inside else "outside the map"
    raise ObservationInvalid(
        f"{image.name}: the {who} at RA {star.ra.deg:.6f}, Dec {star.dec.deg:.6f} deg lies {problem}: pixel x = "
        f"{column:.1f}, y = {row:.1f} of {n_x} x {n_y}, which spans RA {corners.ra.deg.min():.6f} to "
        f"{corners.ra.deg.max():.6f}, Dec {corners.dec.deg.min():.6f} to {corners.dec.deg.max():.6f}. Correct `{who}` "
        f"of the target, or name another `file`"
    )


def warn_if_coarse(image: FitsImage) -> None:
    """Warn where the image's own pixels are too large for its beam."""
    pixel_arcsec = np.sqrt(abs(np.linalg.det(image.wcs.pixel_scale_matrix))) * 3600
    across = image.beam.minor.to_value("arcsec") / pixel_arcsec
    if across < PIXELS_ACROSS_MINOR_OF_MAP:
        LOGGER.warning("%s: only %.1f pixels across its beam, the frame's map is inexact", image.name, across)


def warn_of_missing(name: str, observed: np.ndarray) -> None:
    """Warn of the part of the frame that the map does not cover, which is masked."""
    missing = 1 - observed.mean()
    if missing > FRACTION_WORTH_A_WARNING:
        LOGGER.warning("%s: %.1f %% of the frame is not covered by the map, and is masked", name, 100 * missing)
