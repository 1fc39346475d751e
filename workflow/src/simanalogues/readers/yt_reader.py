"""What yt reads as an octree or as patches refined by two."""

import numpy as np

from simanalogues.models.cells import Cells
from simanalogues.readers import yt_cells
from simanalogues.readers.base_grid import BaseGrid
from simanalogues.readers.patterned import PatternReader


class YtReader(PatternReader):
    """Reads the outputs of any code that yt opens."""

    def base_grid(self, output: int) -> BaseGrid:
        """As `PatternReader.base_grid`."""
        return yt_cells.read_base_grid(self.path(output))

    def cells_about(self, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
        """As `Reader.cells_about`."""
        return yt_cells.read_cells(self.path(output), centre_cm=centre_cm, half_side_cm=half_side_cm)
