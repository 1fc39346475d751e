"""Gas cells of one simulation output, as a reader hands them on."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cells:
    """Leaf cells of an adaptive mesh with factor-two refinement, in cgs.

    position_cm
        Cell centres, shape (n_cells, 3), measured from the lower corner of the box.
    level
        Refinement level, shape (n_cells,); a cell is `box_cm / 2**level` wide.
    density
        Gas density in g cm-3, shape (n_cells,).
    velocity_cm_s
        Gas velocity, shape (n_cells, 3).
    box_cm
        Width of the simulation box; where its base grid has n cells a side and n is no power of two, of the box with
        the next power of two that has the same lower corner.
    domain_cm
        Width of the cube from the lower corner that cells exist in; None for all of the box.
    """

    position_cm: np.ndarray
    level: np.ndarray
    density: np.ndarray
    velocity_cm_s: np.ndarray
    box_cm: float
    domain_cm: float | None = None

    @property
    def reach_cm(self) -> float:
        """Width of the cube from the lower corner that cells exist in."""
        return self.box_cm if self.domain_cm is None else self.domain_cm
