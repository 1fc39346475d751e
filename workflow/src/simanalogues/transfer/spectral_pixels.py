"""Numba kernels of spectra: the flux of an aperture at all wavelengths, by pixels that are divided where they must."""

import math
from typing import NamedTuple

import numba
import numpy as np

from simanalogues.transfer.march_spectrum import SpectralMedium, march_spectrum
from simanalogues.transfer.rays import divide_pixel, ray_origin

# Pixels on the rim of the aperture are divided so often, and then belong to the side that their middle is on.
RIM_HALVINGS = 2
# How often a pixel may be halved that is as small as the smallest cell.
FINE_HALVINGS = 5


@numba.njit(cache=True, nogil=True)
def side_of_rim(x: float, y: float, width: float, radius: float) -> int:
    """Where a square pixel lies: 1 inside a circle about the middle, -1 outside, 0 on its rim."""
    distance, reach = math.hypot(x, y), 0.5 * math.sqrt(2.0) * width
    return int(distance + reach <= radius) - int(distance - reach >= radius)


class Work(NamedTuple):
    """What kernels overwrite.

    pending, parts
        Stacks of pixels as `divide_pixel` has them, shape (height, 3).
    ray
        As in `march_spectrum`.
    rays
        Intensities of `parts`, and last of one pixel more, shape (height + 1, n_wavelengths).
    """

    pending: np.ndarray
    parts: np.ndarray
    ray: np.ndarray
    rays: np.ndarray


@numba.njit(cache=True, nogil=True)
def work_of(n_halvings: int, n_wavelengths: int) -> Work:
    """Room for pixels that are halved so often."""
    height = 4 + 3 * n_halvings
    pending, parts = np.empty((height, 3)), np.empty((height, 3))
    return Work(pending, parts, np.empty((2, n_wavelengths)), np.empty((height + 1, n_wavelengths)))


@numba.njit(cache=True, nogil=True)
def add_parts(
    medium: SpectralMedium,
    frame: np.ndarray,
    pixel: tuple[float, float, float, float],
    limits: tuple[int, np.ndarray],
    work: Work,
    total: np.ndarray,
) -> None:
    """Add the mean intensity of a pixel to `total`, divided until its quarters say what it says itself.

    `pixel` holds x, y, how often it was halved and the width of a whole pixel; its own ray is in `work.ray`. `limits`
    are how often a pixel may be halved, and how much its quarters may change the sum at each wavelength.
    """
    direction = (frame[1, 0], frame[1, 1], frame[1, 2])
    parts, rays, own = work.parts, work.rays, work.rays[-1]
    parts[0], rays[0] = pixel[:3], work.ray[0]
    n_parts = 1
    while n_parts > 0:
        n_parts -= 1
        x, y, halvings = parts[n_parts]
        own[:] = rays[n_parts]
        first, weight = n_parts, 0.25**halvings
        n_parts = divide_pixel(parts, first, (x, y, halvings), pixel[3])
        for part in range(first, n_parts):
            march_spectrum(medium, ray_origin(frame, parts[part, 0], parts[part, 1]), direction, 0, work.ray)
            rays[part] = work.ray[0]
        change = 0.25 * (rays[first] + rays[first + 1] + rays[first + 2] + rays[first + 3]) - own
        if halvings + 1 >= limits[0] or not np.any(np.abs(change) * weight > limits[1]):
            total += (own + change) * weight
            n_parts = first


@numba.njit(cache=True, nogil=True)
def add_pixel(
    medium: SpectralMedium,
    frame: np.ndarray,
    pixel: tuple[float, float, float],
    limits: tuple[int, float, np.ndarray],
    work: Work,
    total: np.ndarray,
) -> None:
    """Add the mean intensity of a pixel, given as x, y and width, to `total`.

    It is divided by the rule of `pixel_intensity`, then as in `add_parts`. `limits` are the `coarsest` of that rule,
    the radius of the aperture, and how much quarters may change the sum; infinite, they are not looked at.
    """
    coarsest, radius, most = limits
    pending = work.pending
    pending[0] = pixel[0], pixel[1], 0.0
    direction = (frame[1, 0], frame[1, 1], frame[1, 2])
    n_pending = 1
    while n_pending > 0:
        n_pending -= 1
        x, y, halvings = pending[n_pending]
        side = side_of_rim(x, y, pixel[2] * 0.5**halvings, radius)
        divide = side == 0 and halvings < RIM_HALVINGS
        if not divide:
            if side < 0 or (side == 0 and math.hypot(x, y) >= radius):
                continue
            divide = march_spectrum(medium, ray_origin(frame, x, y), direction, coarsest - int(halvings), work.ray)
        if divide:
            n_pending = divide_pixel(pending, n_pending, (x, y, halvings), pixel[2])
        elif most[0] < np.inf:
            deepest = max(coarsest, RIM_HALVINGS) + FINE_HALVINGS
            add_parts(medium, frame, (x, y, halvings, pixel[2]), (deepest, most), work, total)
        else:
            total += work.ray[0] * 0.25**halvings


@numba.njit(cache=True, nogil=True)
def sum_row(
    medium: SpectralMedium,
    frame: np.ndarray,
    pixel: tuple[float, int],
    place: tuple[int, int, float],
    most: np.ndarray,
    total: np.ndarray,
) -> None:
    """Sum of the intensities of one row of pixels, written to `total`, shape (n_wavelengths,).

    `place` holds the row, the pixels along each side and the radius of the aperture; `pixel` is as in `render_rows`,
    `most` as in `add_pixel`.
    """
    width, coarsest = pixel
    row, n_pixels, radius = place
    middle = 0.5 * (n_pixels - 1)
    work = work_of(max(coarsest, RIM_HALVINGS) + FINE_HALVINGS, total.size)
    total[:] = 0.0
    for column in range(n_pixels):
        at = ((column - middle) * width, (row - middle) * width, width)
        add_pixel(medium, frame, at, (coarsest, radius, most), work, total)
