"""The gas about one star, seen from the star."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simanalogues.models.cells import Cells
from simanalogues.units import AU_CM, KMS_CM_S, MSUN_G

# A star on a wall between cells is in both of them, whatever the rounding.
WALL_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Gas:
    """Leaf cells about a star; a cell is where its centre is.

    position_au, velocity_kms
        Cell centres and gas velocities less those of the star, shapes (n_cells, 3).
    mass_msun
        Gas mass of the cells, shape (n_cells,); 0 in an empty cell.
    width_au
        Widths of the cells, shape (n_cells,).
    """

    position_au: np.ndarray
    velocity_kms: np.ndarray
    mass_msun: np.ndarray
    width_au: np.ndarray

    @cached_property
    def radius_au(self) -> np.ndarray:
        """Distance of the cell centres from the star, shape (n_cells,)."""
        return np.sqrt(np.einsum("ij,ij->i", self.position_au, self.position_au))

    @cached_property
    def spin_au_kms(self) -> np.ndarray:
        """Specific angular momentum about the star: r x v, shape (n_cells, 3)."""
        return np.cross(self.position_au, self.velocity_kms)

    def where(self, chosen: np.ndarray) -> "Gas":
        """The cells of a mask of shape (n_cells,)."""
        return Gas(self.position_au[chosen], self.velocity_kms[chosen], self.mass_msun[chosen], self.width_au[chosen])


def gas_about(cells: Cells, *, position_au: np.ndarray, velocity_kms: np.ndarray, reach_au: float) -> Gas:
    """The cells whose centres are within a distance of a star; the box is not periodic.

    Parameters
    ----------
    position_au, velocity_kms
        Of the star, from the lower corner of the box and in its frame, shapes (3,).
    """
    relative_au = cells.position_cm / AU_CM - position_au
    near = np.flatnonzero(np.einsum("ij,ij->i", relative_au, relative_au) < reach_au**2)
    width_cm = np.ldexp(cells.box_cm, -cells.level[near].astype(np.int32))
    return Gas(
        position_au=relative_au[near],
        velocity_kms=cells.velocity_cm_s[near] / KMS_CM_S - velocity_kms,
        mass_msun=cells.density[near] * (width_cm**3 / MSUN_G),
        width_au=width_cm / AU_CM,
    )


def cell_at_star_au(gas: Gas) -> float:
    """Width of the cell that holds the star, the smallest if it is on a wall; NaN if there is none."""
    half_au = gas.width_au / 2 * (1 + WALL_TOLERANCE)
    holds = np.logical_and.reduce([np.abs(along) <= half_au for along in gas.position_au.T])
    return float(gas.width_au[holds].min()) if holds.any() else np.nan
