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
        Width of the simulation box.
    """

    position_cm: np.ndarray
    level: np.ndarray
    density: np.ndarray
    velocity_cm_s: np.ndarray
    box_cm: float
