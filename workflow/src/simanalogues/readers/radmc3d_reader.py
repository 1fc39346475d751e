"""Model directories in RADMC-3D's own format, one per output."""

from pathlib import Path

import numpy as np

from simanalogues.models.cells import Cells
from simanalogues.readers.base_grid import BaseGrid
from simanalogues.readers.patterned import PatternReader

# What a model directory must have: a file of each name, binary or ASCII.
MODEL_FILES = {"amr_grid": (".binp", ".inp"), "dust_density": (".binp", ".inp")}


class Radmc3dReader(PatternReader):
    """Reads gas out of the dust in model directories; `gas_to_dust` of the source is the ratio of their densities."""

    options = (*PatternReader.options, "gas_to_dust")

    def what_is_missing(self, output: int) -> Path | None:
        """The directory, its stars, or the first file that a model directory must have."""
        return super().what_is_missing(output) or self._missing_of_model(self.path(output))

    def _missing_of_model(self, directory: Path) -> Path | None:
        for stem, suffixes in MODEL_FILES.items():
            if not any((directory / (stem + suffix)).is_file() for suffix in suffixes):
                return directory / (stem + suffixes[0])
        return None

    def base_grid(self, output: int) -> BaseGrid:
        """As `PatternReader.base_grid`."""
        from simanalogues.readers import model_cells  # imported here: it brings kernels with it

        return model_cells.read_base_grid(self.path(output))

    def origin_of_stars_cm(self, grid: BaseGrid) -> np.ndarray:
        """The grid's own corner: stars are in the coordinates of the grid."""
        return grid.lower_cm

    def cells_about(self, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
        """As `Reader.cells_about`; gas without a file of velocities is at rest."""
        from simanalogues.readers import model_cells  # imported here: it brings kernels with it

        cube = {"centre_cm": centre_cm, "half_side_cm": half_side_cm}
        return model_cells.read_cells(self.path(output), gas_to_dust=self.source.gas_to_dust, **cube)
