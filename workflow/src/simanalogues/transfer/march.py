"""Numba kernels of the continuum: intensities of rays, and the pixels of an image."""

from typing import NamedTuple

import numba
import numpy as np

from simanalogues.transfer.rays import Tree, absorbed_fraction, cross, divide_pixel, enter, is_inside, ray_origin


class Medium(NamedTuple):
    """The tree, and per leaf the opacity per unit length and the source function, shape (n_leaves, 2)."""

    tree: Tree
    alpha_source: np.ndarray


@numba.njit(cache=True, nogil=True)
def march(
    medium: Medium, origin: tuple[float, float, float], direction: tuple[float, float, float], coarsest: int
) -> tuple[float, bool]:
    """Intensity of one ray, exact for constant opacity and source in each cell.

    The ray is given up where it meets a cell smaller than 2**coarsest (outside the grid lie base cells). Returned are
    what reaches the observer, unfinished where the ray was given up, and whether it was.
    """
    intensity, transmitted = 0.0, 1.0
    way, place, meets = enter(medium.tree, origin, direction)
    if not meets:
        return intensity, medium.tree.grid[3] < coarsest
    while is_inside(way, place):
        leaf, shift, behind = cross(medium.tree, way, place)
        if shift < coarsest:
            return intensity, True
        alpha = medium.alpha_source[leaf, 0]
        if alpha > 0.0:
            fraction = absorbed_fraction(alpha * (behind.t - place.t))
            intensity += transmitted * fraction * medium.alpha_source[leaf, 1]
            transmitted *= 1.0 - fraction
        place = behind
    return intensity, False


@numba.njit(cache=True, nogil=True)
def pixel_intensity(
    medium: Medium,
    frame: np.ndarray,
    pixel: tuple[float, float, float],
    coarsest: int,
    pending: np.ndarray,
) -> float:
    """Mean intensity of a square pixel, given as x, y and width, by RADMC-3D's rule for sub-pixels.

    A pixel whose ray meets a cell smaller than 2**coarsest is divided into four with a limit one less, and so on: no
    ray meets a cell smaller than its own share of the image. `frame` is as in `ray_origin`; `pending` is overwritten,
    shape (4 + 3 coarsest, 3).
    """
    pending[0] = pixel[0], pixel[1], 0.0
    direction = (frame[1, 0], frame[1, 1], frame[1, 2])
    n_pending, total = 1, 0.0
    while n_pending > 0:
        n_pending -= 1
        x, y, halvings = pending[n_pending]
        intensity, too_fine = march(medium, ray_origin(frame, x, y), direction, coarsest - int(halvings))
        if too_fine:
            n_pending = divide_pixel(pending, n_pending, (x, y, halvings), pixel[2])
        else:
            total += intensity * 0.25**halvings
    return total


@numba.njit(cache=True, nogil=True)
def render_rows(medium: Medium, frame: np.ndarray, pixel: tuple[float, int], first_row: int, image: np.ndarray) -> None:
    """Fill rows of a square image, from `first_row` on; `image` has shape (n_rows, n_pixels).

    `pixel` holds the width of a pixel and the `coarsest` of `pixel_intensity`. Each pixel is the work of one thread in
    one order, so that no result depends on how rows are shared out.
    """
    width, coarsest = pixel
    middle = 0.5 * (image.shape[1] - 1)
    pending = np.empty((4 + 3 * max(coarsest, 0), 3))
    for row in range(image.shape[0]):
        y = (first_row + row - middle) * width
        for column in range(image.shape[1]):
            x = (column - middle) * width
            image[row, column] = pixel_intensity(medium, frame, (x, y, width), coarsest, pending)
