"""The coarsest cells of an output, and leaf cells told in `models.cells`' terms.

A base grid of n cells a side, n no power of two, is put into a box with the next power of two of them that has the same
lower corner, so that every cell is `box / 2**level` wide. There are no cells in the rest of that box.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import OutputInvalid
from simanalogues.models.cells import Cells

# Cells may be this much off a power of two, relative to their width: some codes keep their widths in single precision.
WIDTH_TOLERANCE = 1e-4


@dataclass(frozen=True)
class BaseGrid:
    """A cube of `n_cells` base cells a side, each `width_cm` wide, from `lower_cm` (3,) in the output's coordinates."""

    lower_cm: np.ndarray
    width_cm: float
    n_cells: int

    @property
    def domain_cm(self) -> float:
        """Width of the cube that cells exist in."""
        return self.n_cells * self.width_cm

    @property
    def box_cm(self) -> float:
        """Width of the box that is a power of two of base cells wide."""
        return self.width_cm * 2 ** (self.n_cells - 1).bit_length()

    def reach_cm(self, half_side_cm: float) -> float:
        """How far from the centre of a cube a cell that touches it may have its own centre."""
        return half_side_cm + 0.5 * self.width_cm


def cubic_base_grid(lower_cm: np.ndarray, base_width_cm: np.ndarray, shape: np.ndarray, path: Path) -> BaseGrid:
    """The base grid of an output, from its corner, its cells' widths and their number along x, y, z, each (3,).

    Raises
    ------
    OutputInvalid
        The base cells are no cubes, or the domain is none.
    """
    if not np.allclose(base_width_cm, base_width_cm[0], rtol=WIDTH_TOLERANCE, atol=0):
        widths = " x ".join(f"{width:.4g}" for width in base_width_cm)
        raise OutputInvalid(f"{path}: the coarsest cells are {widths} cm wide, expected cubes: cut it into cubic cells")
    if len(set(shape)) > 1:
        cells = " x ".join(map(str, shape))
        raise OutputInvalid(f"{path}: the domain has {cells} of the coarsest cells, expected a cube: cut one out of it")
    return BaseGrid(np.asarray(lower_cm, dtype=float), float(base_width_cm[0]), int(shape[0]))


def cells_of_grid(
    grid: BaseGrid,
    *,
    position_cm: np.ndarray,
    width_cm: np.ndarray,
    density: np.ndarray,
    velocity_cm_s: np.ndarray,
    path: Path,
) -> Cells:
    """Leaf cells in cgs as `Cells`.

    Parameters
    ----------
    position_cm
        Centres in the output's coordinates, shape (n_cells, 3).
    width_cm
        Widths along x, y, z, shape (n_cells, 3).

    Raises
    ------
    OutputInvalid
        A cell is no cube, or not a base cell's width over a power of two.
    """
    exact = np.log2(grid.box_cm / width_cm)
    level = np.rint(exact)
    wrong = ~((np.abs(exact - level) < WIDTH_TOLERANCE) & (level == level[:, :1])).all(axis=1)
    if wrong.any():
        first = " x ".join(f"{width:.6g}" for width in width_cm[np.argmax(wrong)])
        raise OutputInvalid(
            f"{path}: {int(wrong.sum())} of {wrong.size} cells are no cubes of {grid.width_cm:.6g} cm over a power of "
            f"two, the first is {first} cm wide: only refinement by a factor of two along all axes can be read"
        )
    domain_cm = None if grid.domain_cm == grid.box_cm else grid.domain_cm
    level = level[:, 0].astype(np.int32)
    return Cells(position_cm - grid.lower_cm, level, density, velocity_cm_s, grid.box_cm, domain_cm)
