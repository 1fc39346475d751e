"""The cells about the stars of one output."""

import numpy as np
import xarray as xr

from simanalogues.errors import DensityInvalid
from simanalogues.log import LOGGER
from simanalogues.models.cells import Cells
from simanalogues.models.window import require_valid_density
from simanalogues.readers.reader import reader_of
from simanalogues.readers.source import Source
from simanalogues.units import AU_CM

# Up to this distance of two stars, over the reach, one cube about both is smaller than one about each.
NEAR = 0.5


def stars_in_box(record: xr.Dataset) -> np.ndarray:
    """Which stars of an output can be measured, shape (2,): those that exist and lie in the box.

    Parameters
    ----------
    record
        One output of a file of kind `snapshots`; also a skipped one.
    """
    position_au, box_au = record["position_au"].values, record.attrs["box_au"]
    known = np.isfinite(position_au).all(axis=1) & np.isfinite(record["velocity_kms"].values).all(axis=1)
    exists = (record["star_id"].values >= 0) & known & np.isfinite(record["mass_msun"].values)
    inside = ((position_au >= 0) & (position_au <= box_au)).all(axis=1)
    for star in np.flatnonzero(exists & ~inside):
        warn_not_measured(record, star, why=f"it lies outside the box of {box_au:.0f} AU")
    return exists & inside


def warn_not_measured(record: xr.Dataset, star: int, *, why: str) -> None:
    """Say which star has no disk measured, and why."""
    name, position_au = record["star"].values[star], record["position_au"].values[star].round(1)
    LOGGER.warning("output %d: the %s at %s AU is not measured: %s", record["output"].item(), name, position_au, why)


def cells_of_stars(record: xr.Dataset, source: Source, *, stars: np.ndarray, reach_au: float) -> dict[int, Cells]:
    """The cells within reach of each star, by its place in the record; read once where two stars are near each other.

    Parameters
    ----------
    source
        The simulation.
    stars
        Which stars to read about, shape (2,).

    Raises
    ------
    InputMissing, RamsesFileDamaged, DensityInvalid
        A file is missing, cut short, or has densities that are negative or not finite.
    """
    position_au = record["position_au"].values
    chosen = np.flatnonzero(stars)
    apart_au = np.ptp(position_au[chosen], axis=0).max() if chosen.size else 0.0
    groups = [chosen] if apart_au < NEAR * reach_au else chosen[:, None]
    cells_of = {}
    for group in filter(len, groups):
        centre_au = (position_au[group].min(axis=0) + position_au[group].max(axis=0)) / 2
        half_side_au = reach_au + np.ptp(position_au[group], axis=0).max() / 2
        cells = _read(source, int(record["output"]), centre_au, half_side_au)
        cells_of |= {int(star): cells for star in group}
    return cells_of


def _read(source: Source, output: int, centre_au: np.ndarray, half_side_au: float) -> Cells:
    cells = reader_of(source).read_cells(output, centre_cm=centre_au * AU_CM, half_side_cm=half_side_au * AU_CM)
    try:
        require_valid_density(cells)
    except DensityInvalid as error:
        raise DensityInvalid(f"output {output} of {source.folder}: {error}") from error
    return cells
