"""Numba kernels of the thermal Monte Carlo run: the way of photon packets through the octree.

Packets of equal energy start at the stars. Where one is absorbed it is emitted at once, at a frequency that corrects
the spectrum which the cell has emitted so far for its new temperature (Bjorkman & Wood 2001); what a cell absorbs is
taken from the paths through it (Lucy 1999). Where a packet has many free paths to the nearest wall, it leaves the
largest sphere about it in one step (the modified random walk of Min et al. 2009, in the form of Robitaille 2010).
Scattering is left out. Lengths are in units of the smallest cell.
"""

import functools
import math
from typing import NamedTuple

import numba
import numpy as np

from simanalogues.transfer.rays import Axis, Place, Tree, Way, cross, enter, forward_axis, is_inside

N_WALK_TIMES = 2000
MOST_SPHERES = 1000


class Dust(NamedTuple):
    """Where packets go.

    tree
        The octree.
    density
        Dust density in g cm-2 per unit of length, shape (n_leaves,): times an opacity it is a depth per unit.
    heating
        erg s-1 g-1 in a leaf for each packet that is absorbed in it, shape (n_leaves,).
    """

    tree: Tree
    density: np.ndarray
    heating: np.ndarray


class Tables(NamedTuple):
    """What `Emission` has: opacity per bin, energy per level, chances per level and bin, mean opacities; `walk_times`
    as `walk_times` makes them; and the Rosseland free paths from which on a sphere counts as deep."""

    absorption: np.ndarray
    energy: np.ndarray
    chance: np.ndarray
    diffusion: np.ndarray
    walk_times: np.ndarray
    deep: float


class Heat(NamedTuple):
    """What kernels write, all 0 at first: packets absorbed by depth along the paths, and level of temperature, both of
    shape (n_leaves,)."""

    absorbed: np.ndarray
    level: np.ndarray


class Sources(NamedTuple):
    """Stars: positions (n_stars, 3), cumulative share of the luminosity (n_stars,), chances (n_stars, n_bins)."""

    position: np.ndarray
    share: np.ndarray
    chance: np.ndarray


@functools.cache
def walk_times() -> np.ndarray:
    """c t D (pi / R)^2 at evenly spaced chances that a packet has left a sphere of radius R, shape (n,).

    The chance that it is still inside is 2 sum_n (-1)^(n+1) y^(n^2), with y = exp(-c t D (pi / R)^2) (Min et al. 2009,
    Eq. 8).
    """
    y = np.linspace(0, 1, 20001)[:-1]
    order = np.arange(1, 300)
    inside = 2 * ((-1.0) ** (order + 1) * y[:, None] ** order**2).sum(axis=1)
    chances = (np.arange(N_WALK_TIMES) + 0.5) / N_WALK_TIMES
    return -np.log(np.interp(chances, np.maximum.accumulate(np.clip(inside, 0, 1)), y))


@numba.njit(cache=True, nogil=True, inline="always")
def draw(cumulative: np.ndarray, rng: np.random.Generator) -> int:
    """Index drawn with the given cumulative chances."""
    chance = rng.random()
    low, high = 0, cumulative.size - 1
    while low < high:
        middle = (low + high) >> 1
        if cumulative[middle] < chance:
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True, nogil=True, inline="always")
def random_direction(rng: np.random.Generator) -> tuple[float, float, float]:
    """A unit vector, isotropic."""
    z, angle = 2.0 * rng.random() - 1.0, 2.0 * math.pi * rng.random()
    across = math.sqrt(max(1.0 - z * z, 0.0))
    return across * math.cos(angle), across * math.sin(angle), z


@numba.njit(cache=True, nogil=True, inline="always")
def index_inside(axis: Axis, low: int, size: int) -> int:
    """Index of a ray's origin along one of its axes, kept inside the cell that is known to hold it.

    `low` is the cell's lowest index on the octree, not mirrored.
    """
    first = low if axis.sign > 0 else axis.offset - low - size + 1
    return min(max(int(math.floor(axis.origin)), first), first + size - 1)


@numba.njit(cache=True, nogil=True, inline="always")
def set_out(
    tree: Tree,
    position: tuple[float, float, float],
    corner: tuple[int, int, int],
    size: int,
    direction: tuple[float, float, float],
) -> tuple[Way, Place]:
    """The way of a packet that starts at a position inside the cell at `corner`."""
    n_x, n_y, n_z = tree.grid[0] << tree.grid[3], tree.grid[1] << tree.grid[3], tree.grid[2] << tree.grid[3]
    a_x, a_y = forward_axis(position[0], direction[0], n_x), forward_axis(position[1], direction[1], n_y)
    a_z = forward_axis(position[2], direction[2], n_z)
    place = Place(
        0.0,
        index_inside(a_x, corner[0], size),
        index_inside(a_y, corner[1], size),
        index_inside(a_z, corner[2], size),
    )
    return Way(a_x, a_y, a_z, n_x, n_y, n_z), place


@numba.njit(cache=True, nogil=True, inline="always")
def position_at(axis: Axis, t: float) -> float:
    """Coordinate on the octree where a ray is at t."""
    along = axis.origin + t * axis.direction
    return along if axis.sign > 0 else axis.offset + 1 - along


@numba.njit(cache=True, nogil=True, inline="always")
def corner_of(axis: Axis, index: int, shift: int) -> int:
    """Lowest index on the octree of the cell that holds a ray's index along an axis."""
    return (axis.offset + axis.sign * index) >> shift << shift


@numba.njit(cache=True, nogil=True, inline="always")
def warm_up(dust: Dust, tables: Tables, heat: Heat, leaf: int) -> None:
    """Raise a leaf's level to the highest one whose emission is at most what the leaf has absorbed."""
    energy, level = heat.absorbed[leaf] * dust.heating[leaf], heat.level[leaf]
    while level + 1 < tables.energy.size and tables.energy[level + 1] <= energy:
        level += 1
    heat.level[leaf] = level


@numba.njit(cache=True, nogil=True, inline="always")
def nearest_wall(position: tuple[float, float, float], corner: tuple[int, int, int], size: int) -> float:
    """Distance from a position to the nearest wall of its cell."""
    x, y, z = position[0] - corner[0], position[1] - corner[1], position[2] - corner[2]
    return min(min(x, size - x), min(y, size - y), min(z, size - z))


@numba.njit(cache=True, nogil=True, inline="always")
def leave_star(tree: Tree, star: np.ndarray, direction: tuple[float, float, float]) -> tuple[Way, Place, bool]:
    """The way of a packet from a star, and whether it is in the grid or meets it."""
    position = (star[0], star[1], star[2])
    way, place, meets = enter(tree, position, direction)
    if not meets or place.t >= 0.0:
        return way, place, meets
    x, y, z = int(math.floor(position[0])), int(math.floor(position[1])), int(math.floor(position[2]))
    if min(x, y, z) < 0 or x >= way.n_x or y >= way.n_y or z >= way.n_z:
        return way, place, False
    way, place = set_out(tree, position, (x, y, z), 1, direction)
    return way, place, True


@numba.njit(cache=True, nogil=True)
def follow_packets(
    dust: Dust,
    tables: Tables,
    sources: Sources,
    n_packets: int,
    rng: np.random.Generator,
    heat: Heat,
) -> tuple[int, int, int]:
    """Send packets out until each has left the grid; `heat` is written.

    Returns
    -------
    How many packets met the grid, how many cells were crossed, and how often packets were absorbed.
    """
    n_met, n_crossed, n_absorbed = 0, 0, 0
    for _ in range(n_packets):
        star = draw(sources.share, rng)
        opacity = tables.absorption[draw(sources.chance[star], rng)]
        way, place, is_flying = leave_star(dust.tree, sources.position[star], random_direction(rng))
        n_met += is_flying
        while is_flying:
            depth = -math.log(1.0 - rng.random())
            leaf, shift = -1, 0
            while is_inside(way, place):
                leaf, shift, behind = cross(dust.tree, way, place)
                n_crossed += 1
                alpha = dust.density[leaf] * opacity
                across = alpha * (behind.t - place.t)
                if across > depth:
                    break
                heat.absorbed[leaf] += across
                depth -= across
                place = behind
            is_flying = is_inside(way, place)
            if is_flying:
                n_absorbed += 1
                heat.absorbed[leaf] += depth
                t = place.t + depth / (dust.density[leaf] * opacity)
                position = (position_at(way.a_x, t), position_at(way.a_y, t), position_at(way.a_z, t))
                corner = (
                    corner_of(way.a_x, place.x, shift),
                    corner_of(way.a_y, place.y, shift),
                    corner_of(way.a_z, place.z, shift),
                )
                warm_up(dust, tables, heat, leaf)
                position = walk(dust, tables, position, (corner, 1 << shift, leaf), rng, heat)
                opacity = tables.absorption[draw(tables.chance[heat.level[leaf]], rng)]
                way, place = set_out(dust.tree, position, corner, 1 << shift, random_direction(rng))
    return n_met, n_crossed, n_absorbed


@numba.njit(cache=True, nogil=True)
def walk(
    dust: Dust,
    tables: Tables,
    position: tuple[float, float, float],
    cell: tuple[tuple[int, int, int], int, int],
    rng: np.random.Generator,
    heat: Heat,
) -> tuple[float, float, float]:
    """Where a packet is after it has left all deep spheres about it inside a cell (its corner, its size, its leaf).

    Diffusion with D = 1 / (3 rho kappa_R); all the time in a sphere, the packet is absorbed as by the mean opacity.
    """
    leaf = cell[2]
    for _ in range(MOST_SPHERES):
        radius = nearest_wall(position, cell[0], cell[1])
        harmonic = dust.density[leaf] * tables.diffusion[heat.level[leaf], 0]
        if radius * harmonic < tables.deep:
            break
        path = tables.walk_times[int(rng.random() * N_WALK_TIMES)] * (radius / math.pi) ** 2 * 3.0 * harmonic
        heat.absorbed[leaf] += path * dust.density[leaf] * tables.diffusion[heat.level[leaf], 1]
        warm_up(dust, tables, heat, leaf)
        x, y, z = random_direction(rng)
        position = (position[0] + radius * x, position[1] + radius * y, position[2] + radius * z)
    return position
