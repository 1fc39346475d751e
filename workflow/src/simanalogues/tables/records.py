"""Records and views of whole simulations, put together from the files of their chunks."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import InputMissing
from simanalogues.schema.files import read_dataset
from simanalogues.schema.kind import Kind
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS

PER_OUTPUT = ("output", "time_kyr", "separation_au")
HISTORY = ("time_kyr", "separation_au", "mass_msun", "accretion_msun_per_yr", "luminosity_lsun")


def by_simulation(paths: Iterable[str | Path]) -> dict[str, list[Path]]:
    """The files `{simulation}/{chunk}.nc` of each simulation, in the order of their outputs."""
    groups: dict[str, list[Path]] = {}
    for path in sorted(map(Path, paths), key=lambda path: (path.parent.name, path.name)):
        groups.setdefault(path.parent.name, []).append(path)
    return groups


def read_runs(snapshots: Iterable[str | Path], views: Iterable[str | Path]) -> dict[str, xr.Dataset]:
    """Per simulation: number, time, separation in space and reason to skip of each output, in the order of outputs."""
    of_views = by_simulation(views)
    runs = {}
    for simulation, paths in by_simulation(snapshots).items():
        records = [read_dataset(path, SNAPSHOTS) for path in paths]
        reasons = [read_dataset(path, VIEWS)["skipped"] for path in of_views[simulation]]
        variables = {
            name: ("output", np.concatenate([record[name].values for record in records])) for name in PER_OUTPUT
        }
        skipped = np.concatenate([reason.values for reason in reasons]).astype(str)
        runs[simulation] = xr.Dataset(variables | {"skipped": ("output", skipped)})
    return runs


def read_histories(snapshots: Iterable[str | Path]) -> dict[str, xr.Dataset]:
    """Per simulation that has records: time, separation, masses, accretion rates and luminosities, ascending in time.

    Of dimensions `output` and, but for time and separation, `star`; NaN where there is no star.
    """
    histories = {}
    for simulation, paths in by_simulation(snapshots).items():
        history = xr.concat([read_dataset(path, SNAPSHOTS)[list(HISTORY)] for path in paths], dim="output")
        if history.sizes["output"]:
            histories[simulation] = history.sortby("time_kyr")
    return histories


def read_output(paths: Iterable[str | Path], kind: Kind, *, simulation: str, output: int) -> xr.Dataset:
    """The record or the views of one output.

    Raises
    ------
    InputMissing
        No file holds it.
    """
    for path in by_simulation(paths).get(simulation, []):
        dataset = read_dataset(path, kind)
        (rows,) = np.nonzero(dataset["output"].values == output)
        if rows.size:
            return dataset.isel(output=int(rows[0]))
    raise InputMissing(f"no {kind.name} file holds output {output} of '{simulation}': run snakemake again")
