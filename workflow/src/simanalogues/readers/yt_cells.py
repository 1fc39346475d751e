"""Cells of any code that yt reads as an octree or as patches; yt is installed with `simanalogues[yt]`."""

import logging
import struct
from pathlib import Path

import numpy as np

from simanalogues.errors import InputMissing, OutputInvalid, ReaderUnavailable
from simanalogues.models.cells import Cells
from simanalogues.readers.base_grid import BaseGrid, cells_of_grid, cubic_base_grid

DAMAGED = (OSError, RuntimeError, KeyError, IndexError, ValueError, TypeError, struct.error)


def read_base_grid(path: Path) -> BaseGrid:
    """Where an output's box lies, and its coarsest cells.

    Raises
    ------
    InputMissing, ReaderUnavailable, OutputInvalid
        There is no such output; yt is not installed; yt cannot read it, or its domain is no cube of cells.
    """
    return base_grid_of(load(path), path)


def read_cells(path: Path, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
    """Leaf cells that may touch a cube.

    Parameters
    ----------
    centre_cm
        Centre of the cube from the lower corner of the box, shape (3,).
    half_side_cm
        Half the cube's side. Cells are kept while their centre is within this and half of a coarsest cell.

    Raises
    ------
    InputMissing, ReaderUnavailable, OutputInvalid
        As `read_base_grid`; density or velocity are missing, or cells are no cubes with factor-two refinement.
    """
    return cells_of_dataset(load(path), path, centre_cm=centre_cm, half_side_cm=half_side_cm)


def load(path: Path) -> object:
    """The output as yt's dataset.

    Raises
    ------
    InputMissing, ReaderUnavailable, OutputInvalid
        There is no such output; yt is not installed; yt cannot read it.
    """
    try:
        import yt  # imported here: it is optional, and takes seconds
        from yt.utilities.exceptions import YTException
    except ImportError as error:
        raise ReaderUnavailable(
            f"{path}: `format: yt` needs the package yt, which is not installed: pip install 'simanalogues[yt]'"
        ) from error
    if not path.exists():
        raise InputMissing(f"{path} is missing: restore it, or list the output under `exclude`")
    yt.set_log_level(logging.CRITICAL)
    try:
        return yt.load(path)
    except (YTException, *DAMAGED) as error:
        raise OutputInvalid(
            f"{path}: yt cannot read it ({_first_line(error)}): check `pattern` and the file"
        ) from error


def base_grid_of(dataset: object, path: Path) -> BaseGrid:
    """Where a dataset's box lies, and its coarsest cells.

    Raises
    ------
    OutputInvalid
        It is not three-dimensional and Cartesian, or its domain is no cube of cubic cells.
    """
    geometry, n_dimensions = str(getattr(dataset, "geometry", "")), int(dataset.dimensionality)
    if not geometry.lower().endswith("cartesian") or n_dimensions != 3:
        raise OutputInvalid(f"{path}: its grid is {geometry} in {n_dimensions} dimensions, expected Cartesian in three")
    shape = np.asarray(dataset.domain_dimensions, dtype=int)
    width_cm = dataset.domain_width.to_value("cm") / shape
    return cubic_base_grid(dataset.domain_left_edge.to_value("cm"), width_cm, shape.tolist(), path)


def cells_of_dataset(dataset: object, path: Path, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
    """As `read_cells`, of a dataset that is open."""
    from yt.utilities.exceptions import YTException

    grid = base_grid_of(dataset, path)
    reach_cm = grid.reach_cm(half_side_cm)
    # A region over the edge would be refused, or go on at the other side of a periodic box.
    lower, upper = (np.clip(centre_cm + sign * reach_cm, 0, grid.domain_cm) + grid.lower_cm for sign in (-1, 1))
    region = dataset.box(dataset.arr(lower, "cm"), dataset.arr(upper, "cm"))
    try:
        position_cm, width_cm = (_columns(region, "index", prefix, "cm") for prefix in ("", "d"))
        density = region["gas", "density"].to_value("g/cm**3").astype(float)
        velocity_cm_s = _columns(region, "gas", "velocity_", "cm/s")
    except (YTException, *DAMAGED) as error:
        raise OutputInvalid(
            f"{path}: yt cannot read density and velocity of the gas in cells ({_first_line(error)}): restore it, or "
            "list the output under `exclude`"
        ) from error
    cells = {"position_cm": position_cm, "width_cm": width_cm, "density": density, "velocity_cm_s": velocity_cm_s}
    return cells_of_grid(grid, **cells, path=path)


def _columns(region: object, group: str, prefix: str, unit: str) -> np.ndarray:
    """Three fields of a region as one array, shape (n_cells, 3)."""
    return np.stack([region[group, f"{prefix}{axis}"].to_value(unit) for axis in "xyz"], axis=-1, dtype=float)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
