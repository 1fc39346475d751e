"""Numba kernels of spectra: a ray at all wavelengths in one pass, and the dust before a star.

Grains are of one kind: the depth at every wavelength is the column of dust before a place times the opacity there.
"""

import math
from typing import NamedTuple

import numba
import numpy as np

from simanalogues.transfer.rays import Tree, absorbed_fraction, cross, enter, is_inside

# What lies behind this depth sends less than a 1e-8th of its light.
SATURATED = 18.4


class SpectralMedium(NamedTuple):
    """The tree, dust per leaf, and tables over the wavelengths, which ascend.

    matter
        Per leaf the density per unit of length, and the level: the row of `source`, with a fraction between two rows;
        shape (n_leaves, 2).
    absorption
        Opacity per unit of density, shape (n_wavelengths,).
    source
        Source function by level, shape (n_levels, n_wavelengths).
    first_bright
        Number of the shortest wavelength at which dust of a level shines, shape (n_levels,).
    """

    tree: Tree
    matter: np.ndarray
    absorption: np.ndarray
    source: np.ndarray
    first_bright: np.ndarray


@numba.njit(cache=True, nogil=True)
def cross_cell(medium: SpectralMedium, cell: tuple[int, float, float], start: int, valid: int, ray: np.ndarray) -> None:
    """Add what a cell sends to the observer, from wavelength number `start` on.

    `cell` holds the leaf, the column of dust before it and its own. `ray` holds the intensity and the transmitted
    fraction, shape (2, n_wavelengths); the fraction is up to date from number `valid` on only.
    """
    leaf, column, step = cell
    level = int(medium.matter[leaf, 1])
    part = medium.matter[leaf, 1] - level
    low, high = medium.source[level], medium.source[min(level + 1, medium.source.shape[0] - 1)]
    for number in range(start, min(valid, ray.shape[1])):
        ray[1, number] = math.exp(-medium.absorption[number] * column)
    for number in range(start, ray.shape[1]):
        fraction = absorbed_fraction(medium.absorption[number] * step)
        ray[0, number] += ray[1, number] * fraction * (low[number] + part * (high[number] - low[number]))
        ray[1, number] *= 1.0 - fraction


@numba.njit(cache=True, nogil=True)
def march_spectrum(
    medium: SpectralMedium,
    origin: tuple[float, float, float],
    direction: tuple[float, float, float],
    coarsest: int,
    ray: np.ndarray,
) -> bool:
    """Intensity of one ray at all wavelengths, written to `ray[0]`, by the same rule as `march`.

    Whether the ray was given up is returned. Wavelengths end where the dust before is saturated.
    """
    ray[0] = 0.0
    way, place, meets = enter(medium.tree, origin, direction)
    if not meets:
        return medium.tree.grid[3] < coarsest
    column, hidden, valid = 0.0, 0, ray.shape[1]
    while is_inside(way, place) and hidden < ray.shape[1]:
        leaf, shift, behind = cross(medium.tree, way, place)
        if shift < coarsest:
            return True
        step = medium.matter[leaf, 0] * (behind.t - place.t)
        if step > 0.0:
            start = max(hidden, medium.first_bright[int(medium.matter[leaf, 1])])
            cross_cell(medium, (leaf, column, step), start, valid, ray)
            valid = start
            column += step
            while hidden < ray.shape[1] and medium.absorption[hidden] * column > SATURATED:
                hidden += 1
        place = behind
    return False


@numba.njit(cache=True, nogil=True)
def column_before(
    tree: Tree, density: np.ndarray, origin: tuple[float, float, float], direction: tuple[float, float, float]
) -> float:
    """Column of dust on the way from a place to the observer, who is in `direction`."""
    way, place, meets = enter(tree, origin, direction)
    column = 0.0
    while meets and is_inside(way, place):
        leaf, _, behind = cross(tree, way, place)
        column += density[leaf] * max(behind.t - max(place.t, 0.0), 0.0)
        place = behind
    return column
