"""Cells of a model directory in RADMC-3D's own format: `amr_grid`, `dust_density` and, if there, `gas_velocity`."""

from pathlib import Path

import numpy as np

from simanalogues.errors import InputMissing
from simanalogues.log import LOGGER
from simanalogues.models.cell_files import ascii_twin, read_cells_of, variant_of
from simanalogues.models.cells import Cells
from simanalogues.models.directory import DENSITY, GRID, VELOCITY
from simanalogues.models.grid_files import read_grid
from simanalogues.models.octree import Octree
from simanalogues.readers.base_grid import BaseGrid, cells_of_grid, cubic_base_grid


def read_base_grid(directory: Path) -> BaseGrid:
    """Where a model's grid lies, and its base cells.

    Raises
    ------
    InputMissing, ModelInvalid, OutputInvalid
        There is no such directory; the grid is no whole octree; it is no cube.
    """
    return base_grid_of(read_octree(directory), directory)


def read_octree(directory: Path) -> Octree:
    """The grid of a model directory.

    Raises
    ------
    InputMissing, ModelInvalid
        There is no such directory; the grid is no whole octree.
    """
    if not directory.is_dir():
        raise InputMissing(f"there is no model directory {directory}: restore it, or list the output under `exclude`")
    return read_grid(variant_of(directory, GRID))


def base_grid_of(octree: Octree, directory: Path) -> BaseGrid:
    """An octree's base cells."""
    return cubic_base_grid(octree.lower_cm, np.full(3, octree.base_width_cm), list(octree.shape), directory)


def read_cells(directory: Path, *, gas_to_dust: float, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
    """Leaf cells that may touch a cube; gas without a file of velocities is at rest, as RADMC-3D takes it.

    Parameters
    ----------
    gas_to_dust
        Gas density over the dust density in the directory.
    centre_cm
        Centre of the cube from the lower corner of the grid, shape (3,).
    half_side_cm
        Half the cube's side. Cells are kept while their centre is within this and half of a base cell.

    Raises
    ------
    InputMissing, ModelInvalid, OutputInvalid
        As `read_base_grid`; a file of the directory is missing, cut off or does not fit the grid.
    """
    octree = read_octree(directory)
    grid = base_grid_of(octree, directory)
    dust = read_cells_of(variant_of(directory, DENSITY), octree.n_leaves, species=True)
    velocity_cm_s = _read_velocity(directory, octree.n_leaves)
    centres_cm, width_cm = octree.leaf_centre_cm, octree.leaf_width_cm
    near = (np.abs(centres_cm - grid.lower_cm - centre_cm) < grid.reach_cm(half_side_cm)).all(axis=1)
    return cells_of_grid(
        grid,
        position_cm=centres_cm[near],
        width_cm=np.repeat(width_cm[near, None], 3, axis=1),
        density=dust[near].astype(float) * gas_to_dust,
        velocity_cm_s=velocity_cm_s[near].astype(float),
        path=directory,
    )


def _read_velocity(directory: Path, n_leaves: int) -> np.ndarray:
    if not any(path.is_file() for path in (directory / VELOCITY, ascii_twin(directory / VELOCITY))):
        LOGGER.warning("%s holds no gas_velocity: the gas is taken to be at rest", directory)
        return np.zeros((n_leaves, 3))
    return read_cells_of(variant_of(directory, VELOCITY), n_leaves, species=False, n_components=3)
