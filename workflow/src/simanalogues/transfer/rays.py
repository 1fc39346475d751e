"""Numba kernels: a ray's way through the octree, cell by cell.

Lengths are in units of the smallest cell. A ray goes from the observer into the model. Each axis along which it would
run backwards is mirrored, so that all coordinates grow along it; a cell is found from its integer coordinates, from the
base grid downward. A ray that lies on a wall belongs to one side of it: integer coordinates never leave the cell that
was left except through the axis that was crossed.
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


class Tree(NamedTuple):
    """What a ray runs through.

    nodes
        As `walk_flags` makes them.
    grid
        Base cells along x, y, z, and the deepest level.
    """

    nodes: np.ndarray
    grid: tuple[int, int, int, int]


class Axis(NamedTuple):
    """One axis of a ray that runs forward: origin, direction and its inverse; a cell is offset + sign * index."""

    origin: float
    direction: float
    inverse: float
    offset: int
    sign: int


class Way(NamedTuple):
    """A ray: its three axes, and how many of the smallest cells lie along each."""

    a_x: Axis
    a_y: Axis
    a_z: Axis
    n_x: int
    n_y: int
    n_z: int


class Place(NamedTuple):
    """Where a ray is: distance from its origin, and the coordinates of the smallest cell, mirrored as its axes are."""

    t: float
    x: int
    y: int
    z: int


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
def find_leaf(tree: Tree, x: int, y: int, z: int) -> tuple[int, int]:
    """Leaf at integer coordinates, and the power of two that is its width."""
    shift = tree.grid[3]
    entry = tree.nodes[(x >> shift) + tree.grid[0] * ((y >> shift) + tree.grid[1] * (z >> shift))]
    while entry >= 0:
        shift -= 1
        entry = tree.nodes[entry + ((x >> shift & 1) | (y >> shift & 1) << 1 | (z >> shift & 1) << 2)]
    return -entry - 1, shift


@numba.njit(cache=True, nogil=True, inline="always")
def enter(
    tree: Tree, origin: tuple[float, float, float], direction: tuple[float, float, float]
) -> tuple[Way, Place, bool]:
    """The way of the ray through `origin` along the unit vector `direction`; where it enters the grid, if it does."""
    n_x, n_y, n_z = tree.grid[0] << tree.grid[3], tree.grid[1] << tree.grid[3], tree.grid[2] << tree.grid[3]
    a_x, a_y = forward_axis(origin[0], direction[0], n_x), forward_axis(origin[1], direction[1], n_y)
    a_z = forward_axis(origin[2], direction[2], n_z)
    in_x, in_y, in_z = span_inside(a_x, n_x), span_inside(a_y, n_y), span_inside(a_z, n_z)
    t = max(in_x[0], in_y[0], in_z[0])
    if not t < min(in_x[1], in_y[1], in_z[1]):
        return Way(a_x, a_y, a_z, n_x, n_y, n_z), Place(t, n_x, n_y, n_z), False
    place = Place(t, next_index(t, a_x, 0, n_x), next_index(t, a_y, 0, n_y), next_index(t, a_z, 0, n_z))
    return Way(a_x, a_y, a_z, n_x, n_y, n_z), place, True


@numba.njit(cache=True, nogil=True, inline="always")
def is_inside(way: Way, place: Place) -> bool:
    """Whether a ray has not left the grid yet."""
    return place.x < way.n_x and place.y < way.n_y and place.z < way.n_z


@numba.njit(cache=True, nogil=True, inline="always")
def cross(tree: Tree, way: Way, place: Place) -> tuple[int, int, Place]:
    """The leaf at a place of a ray, the power of two that is its width, and the place behind it."""
    leaf, shift = find_leaf(
        tree,
        way.a_x.offset + way.a_x.sign * place.x,
        way.a_y.offset + way.a_y.sign * place.y,
        way.a_z.offset + way.a_z.sign * place.z,
    )
    size = 1 << shift
    low_x, low_y, low_z = place.x >> shift << shift, place.y >> shift << shift, place.z >> shift << shift
    nearest = min(wall_at(way.a_x, low_x + size), wall_at(way.a_y, low_y + size), wall_at(way.a_z, low_z + size))
    t = max(place.t, nearest)
    behind = Place(
        t, next_index(t, way.a_x, low_x, size), next_index(t, way.a_y, low_y, size), next_index(t, way.a_z, low_z, size)
    )
    return leaf, shift, behind


@numba.njit(cache=True, nogil=True, inline="always")
def snapped(position: float) -> float:
    """Position rounded to a 1e-9th of the smallest cell: where a ray is meant to lie on a wall, it then does."""
    return math.floor(position * SNAP + 0.5) / SNAP


@numba.njit(cache=True, nogil=True, inline="always")
def ray_origin(frame: np.ndarray, x: float, y: float) -> tuple[float, float, float]:
    """Where the ray through a point of the image crosses the image plane.

    The rows of `frame` are the image's centre, the direction away from the observer, e_x and e_y.
    """
    return (
        snapped(frame[0, 0] + x * frame[2, 0] + y * frame[3, 0]),
        snapped(frame[0, 1] + x * frame[2, 1] + y * frame[3, 1]),
        snapped(frame[0, 2] + x * frame[2, 2] + y * frame[3, 2]),
    )


@numba.njit(cache=True, nogil=True, inline="always")
def divide_pixel(pending: np.ndarray, n_pending: int, pixel: tuple[float, float, float], width: float) -> int:
    """Put the four quarters of a pixel (x, y, how often it was halved already) on the stack; its new height."""
    quarter = 0.25 * width * 0.5 ** pixel[2]
    for part in range(4):
        pending[n_pending, 0] = pixel[0] + (2 * (part & 1) - 1) * quarter
        pending[n_pending, 1] = pixel[1] + (2 * (part >> 1) - 1) * quarter
        pending[n_pending, 2] = pixel[2] + 1.0
        n_pending += 1
    return n_pending
