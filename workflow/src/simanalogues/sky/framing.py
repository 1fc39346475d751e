"""The frame: observed maps turned, centred, cut and resampled so that the primary lies at +y.

+y points along the position angle PA from secondary to primary, +x 90 deg clockwise of it as seen with north up and
east left: west where the primary is due north. The frame is never mirrored, whatever the map's own axes are.
"""

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame
from reproject import reproject_interp
from scipy import ndimage

from simanalogues.sky.geometry import PairOnSky

# A cubic spline's weights fall by 0.27 per pixel: 12 pixels away a value counts for less than 2e-7.
MARGIN_PIXELS = 12


def frame_wcs(pair: PairOnSky, *, distance_pc: float, n_pixels: int, field_au: float) -> WCS:
    """WCS (ICRS, SIN) of the square frame: the midpoint of the stars at its centre, the primary at +y.

    Parameters
    ----------
    pair
        The two stars on the sky.
    distance_pc
        1 arcsec at 1 pc is 1 AU.
    n_pixels, field_au
        Pixels along one side, and that side's length from pixel edge to pixel edge.
    """
    angle = np.deg2rad(pair.position_angle_deg)
    pixel_deg = field_au / n_pixels / distance_pc / 3600.0
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---SIN", "DEC--SIN"]
    wcs.wcs.cunit = ["deg", "deg"]
    wcs.wcs.radesys = "ICRS"
    wcs.wcs.crval = [pair.centre.ra.deg, pair.centre.dec.deg]
    wcs.wcs.crpix = [(n_pixels + 1) / 2, (n_pixels + 1) / 2]
    # Columns: the steps of x and of y, each as (east, north). The determinant is negative: east is left of north.
    wcs.wcs.cd = pixel_deg * np.array([[-np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    wcs.array_shape = (n_pixels, n_pixels)
    wcs.wcs.set()
    return wcs


def frame(brightness: np.ndarray, wcs: WCS, target: WCS) -> np.ndarray:
    """Resample a map into the frame with a cubic spline.

    The frame's pixels are at most a third of the beam's minor axis, so that a Gaussian beam has nothing left beyond
    their Nyquist frequency, and interpolation keeps its shape; averaging over pixels would widen it.

    Parameters
    ----------
    brightness
        Shape (y, x), per beam or per solid angle, NaN where nothing was observed.
    wcs
        The map's celestial WCS, longitude first.
    target
        From `frame_wcs`.

    Returns
    -------
    np.ndarray
        Shape (y, x) of the frame, float64, same unit; NaN where one of the four map pixels around is missing.
    """
    rows, columns = window_of(brightness.shape, wcs, target)
    missing_frame = np.full(target.array_shape, np.nan)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return missing_frame
    cut = np.asarray(brightness[rows, columns], dtype=np.float64)
    cut_wcs = wcs.slice((rows, columns))
    observed = np.isfinite(cut)
    if not observed.any():
        return missing_frame
    resampled = reproject_interp(
        (nearest_filled(cut, observed), cut_wcs), target, order="bicubic", return_footprint=False
    )
    coverage = reproject_interp((observed.astype(float), cut_wcs), target, order="bilinear", return_footprint=False)
    return np.where(coverage > 1 - 1e-6, resampled, np.nan)


def window_of(shape: tuple[int, int], wcs: WCS, target: WCS) -> tuple[slice, slice]:
    """Rows and columns of the map that the frame needs, with the spline's margin; empty if it lies outside."""
    edge = np.linspace(-0.5, target.array_shape[0] - 0.5, 9)
    x, y = (axis.ravel() for axis in np.meshgrid(edge, edge))
    columns, rows = wcs.world_to_pixel(target.pixel_to_world(x, y))
    windows = []
    for places, size in ((rows, shape[0]), (columns, shape[1])):
        if not np.isfinite(places).all():
            return slice(0, shape[0]), slice(0, shape[1])
        low, high = int(np.floor(places.min())) - MARGIN_PIXELS, int(np.ceil(places.max())) + MARGIN_PIXELS + 1
        windows.append(slice(max(low, 0), max(min(high, size), 0)))
    return windows[0], windows[1]


def nearest_filled(values: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Missing values replaced by the nearest observed one, so that the spline does not ring at the border."""
    nearest = ndimage.distance_transform_edt(~observed, return_distances=False, return_indices=True)
    return values[tuple(nearest)]


def native_north_deg(wcs: WCS, place: SkyCoord) -> float:
    """Position angle (ICRS, east of north) of the north of a map's own coordinates, to which its BPA refers.

    Zero for ICRS, almost zero for FK5, large for galactic maps. In [-180, 180).
    """
    native = place.transform_to(wcs_to_celestial_frame(wcs))
    northward = native.directional_offset_by(0 * u.deg, 1 * u.arcsec).icrs
    return float((place.icrs.position_angle(northward).deg + 180.0) % 360.0 - 180.0)
