"""Numba kernels: rays through the octree, and the pixels of an image.

Lengths are in units of the smallest cell. A ray goes from the observer into the model. Each axis along which it would
run backwards is mirrored, so that all coordinates grow along it; a cell is found from its integer coordinates, from the
base grid downward. A ray that lies on a wall belongs to one side of it: integer coordinates never leave the cell that
was left except through the axis that was crossed. All kernels share this file: numba's cache sees no change elsewhere.
"""

import math
from typing import NamedTuple

import numba
import numpy as np

PARALLEL = 1e-12
HUGE = 1e100
OFF_WALL = 2.0**-31
SNAP = 2.0**30
SERIES_BELOW = 0.01


class Medium(NamedTuple):
    """What a ray runs through.

    nodes
        As `walk_flags` makes them.
    alpha_source
        Per leaf the opacity per unit length and the source function, shape (n_leaves, 2).
    grid
        Base cells along x, y, z, and the deepest level.
    """

    nodes: np.ndarray
    alpha_source: np.ndarray
    grid: tuple[int, int, int, int]


class Axis(NamedTuple):
    """One axis of a ray that runs forward: origin, direction and its inverse; a cell is offset + sign * index."""

    origin: float
    direction: float
    inverse: float
    offset: int
    sign: int


@numba.njit(cache=True, nogil=True, inline="always")
def absorbed_fraction(depth: float) -> float:
    """1 - exp(-depth), to 1e-10 by its series where the depth is small."""
    if depth < SERIES_BELOW:
        return depth * (1.0 - depth * (0.5 - depth * (1.0 / 6.0 - depth / 24.0)))
    return 1.0 - math.exp(-depth)


@numba.njit(cache=True, nogil=True, inline="always")
def forward_axis(origin: float, direction: float, n_cells: int) -> Axis:
    """One axis of a ray, mirrored where the ray runs backwards along it."""
    if abs(direction) <= PARALLEL:
        # On a wall, RADMC-3D's light keeps to the side that it comes from, the lower one where it comes from neither.
        return Axis(origin + (OFF_WALL if direction > 0.0 else -OFF_WALL), 0.0, HUGE, 0, 1)
    if direction < 0.0:
        return Axis(n_cells - origin, -direction, -1.0 / direction, n_cells - 1, -1)
    return Axis(origin, direction, 1.0 / direction, 0, 1)


@numba.njit(cache=True, nogil=True, inline="always")
def span_inside(axis: Axis, n_cells: int) -> tuple[float, float]:
    """Where along a ray one coordinate lies in the grid; everywhere or nowhere for a ray parallel to the wall."""
    if axis.inverse == HUGE:
        return (-HUGE, HUGE) if 0.0 <= axis.origin < n_cells else (HUGE, -HUGE)
    return -axis.origin * axis.inverse, (n_cells - axis.origin) * axis.inverse


@numba.njit(cache=True, nogil=True, inline="always")
def wall_at(axis: Axis, coordinate: int) -> float:
    """Where along a ray one of its coordinates has a value."""
    return (coordinate - axis.origin) * axis.inverse


@numba.njit(cache=True, nogil=True, inline="always")
def next_index(t: float, axis: Axis, low: int, size: int) -> int:
    """Index behind the cell along an axis whose wall is reached at t, else the position's, kept inside the cell."""
    if wall_at(axis, low + size) <= t:
        return low + size
    return min(max(int(axis.origin + t * axis.direction), low), low + size - 1)


@numba.njit(cache=True, nogil=True, inline="always")
def find_leaf(medium: Medium, x: int, y: int, z: int) -> tuple[int, int]:
    """Leaf at integer coordinates, and the power of two that is its width."""
    shift = medium.grid[3]
    entry = medium.nodes[(x >> shift) + medium.grid[0] * ((y >> shift) + medium.grid[1] * (z >> shift))]
    while entry >= 0:
        shift -= 1
        entry = medium.nodes[entry + ((x >> shift & 1) | (y >> shift & 1) << 1 | (z >> shift & 1) << 2)]
    return -entry - 1, shift


@numba.njit(cache=True, nogil=True)
def march(
    medium: Medium, origin: tuple[float, float, float], direction: tuple[float, float, float], coarsest: int
) -> tuple[float, bool]:
    """Intensity of one ray, exact for constant opacity and source in each cell.

    The ray passes through `origin` along the unit vector `direction`, away from the observer. It is given up where it
    meets a cell smaller than 2**coarsest (outside the grid lie base cells). Returned are what reaches the observer,
    unfinished where the ray was given up, and whether it was.
    """
    n_x, n_y, n_z = medium.grid[0] << medium.grid[3], medium.grid[1] << medium.grid[3], medium.grid[2] << medium.grid[3]
    a_x, a_y = forward_axis(origin[0], direction[0], n_x), forward_axis(origin[1], direction[1], n_y)
    a_z = forward_axis(origin[2], direction[2], n_z)
    in_x, in_y, in_z = span_inside(a_x, n_x), span_inside(a_y, n_y), span_inside(a_z, n_z)
    t = max(in_x[0], in_y[0], in_z[0])
    intensity, transmitted = 0.0, 1.0
    if not t < min(in_x[1], in_y[1], in_z[1]):
        return intensity, medium.grid[3] < coarsest
    x, y, z = next_index(t, a_x, 0, n_x), next_index(t, a_y, 0, n_y), next_index(t, a_z, 0, n_z)
    while x < n_x and y < n_y and z < n_z:
        leaf, shift = find_leaf(medium, a_x.offset + a_x.sign * x, a_y.offset + a_y.sign * y, a_z.offset + a_z.sign * z)
        if shift < coarsest:
            return intensity, True
        size, low_x, low_y, low_z = 1 << shift, x >> shift << shift, y >> shift << shift, z >> shift << shift
        t_next = max(t, min(wall_at(a_x, low_x + size), wall_at(a_y, low_y + size), wall_at(a_z, low_z + size)))
        alpha = medium.alpha_source[leaf, 0]
        if alpha > 0.0:
            fraction = absorbed_fraction(alpha * (t_next - t))
            intensity += transmitted * fraction * medium.alpha_source[leaf, 1]
            transmitted *= 1.0 - fraction
        t = t_next
        x, y = next_index(t, a_x, low_x, size), next_index(t, a_y, low_y, size)
        z = next_index(t, a_z, low_z, size)
    return intensity, False


@numba.njit(cache=True, nogil=True, inline="always")
def snapped(position: float) -> float:
    """Position rounded to a 1e-9th of the smallest cell: where a ray is meant to lie on a wall, it then does."""
    return math.floor(position * SNAP + 0.5) / SNAP


@numba.njit(cache=True, nogil=True, inline="always")
def ray_intensity(medium: Medium, frame: np.ndarray, x: float, y: float, coarsest: int) -> tuple[float, bool]:
    """`march` for the ray through a point of the image."""
    origin = (
        snapped(frame[0, 0] + x * frame[2, 0] + y * frame[3, 0]),
        snapped(frame[0, 1] + x * frame[2, 1] + y * frame[3, 1]),
        snapped(frame[0, 2] + x * frame[2, 2] + y * frame[3, 2]),
    )
    return march(medium, origin, (frame[1, 0], frame[1, 1], frame[1, 2]), coarsest)


@numba.njit(cache=True, nogil=True)
def pixel_intensity(
    medium: Medium, frame: np.ndarray, pixel: tuple[float, float, float], coarsest: int, pending: np.ndarray
) -> float:
    """Mean intensity of a square pixel, given as x, y and width, by RADMC-3D's rule for sub-pixels.

    A pixel whose ray meets a cell smaller than 2**coarsest is divided into four with a limit one less, and so on: no
    ray meets a cell smaller than its own share of the image. The rows of `frame` are the image's centre, the direction
    away from the observer, e_x and e_y; `pending` is overwritten, shape (4 + 3 coarsest, 3).
    """
    pending[0] = pixel[0], pixel[1], 0.0
    n_pending, total = 1, 0.0
    while n_pending > 0:
        n_pending -= 1
        x, y, halvings = pending[n_pending]
        intensity, too_fine = ray_intensity(medium, frame, x, y, coarsest - int(halvings))
        if not too_fine:
            total += intensity * 0.25**halvings
            continue
        quarter = 0.25 * pixel[2] * 0.5**halvings
        for part in range(4):
            pending[n_pending, 0] = x + (2 * (part & 1) - 1) * quarter
            pending[n_pending, 1] = y + (2 * (part >> 1) - 1) * quarter
            pending[n_pending, 2] = halvings + 1.0
            n_pending += 1
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
