"""Files of recovery tests as figures take them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.schema.files import read_dataset
from simanalogues.schema.recovery import BASELINES, RECOVERY
from simanalogues.tables.labels import PIXELS, deep_networks, default_network, estimated, is_trained

HOG = "hog"


def read_recoveries(paths: Iterable[str | Path]) -> list[xr.Dataset]:
    """Datasets of kind `recovery`: networks, those with a trained head, then what they have to beat."""
    return sorted((read_dataset(path, RECOVERY) for path in paths), key=_place)


def _place(table: xr.Dataset) -> tuple:
    network = table.attrs["network"]
    return is_baseline(table), network in (PIXELS, HOG), is_trained(network), name_of(table)


def is_baseline(table: xr.Dataset) -> bool:
    """Whether a file is of random choice or a regression."""
    return table.attrs["method"] in BASELINES


def name_of(table: xr.Dataset) -> str:
    """What recovered: a network, or a baseline."""
    return str(table.attrs["method" if is_baseline(table) else "network"])


def distance_of(table: xr.Dataset, shown: str) -> str:
    """The distance that is shown of a file: a baseline has one only."""
    distances = [str(name) for name in table["distance"].values]
    return shown if shown in distances else distances[0]


def shown_table(tables: Sequence[xr.Dataset]) -> xr.Dataset:
    """That of the network which figures show first."""
    networks = [table.attrs["network"] for table in tables if not is_baseline(table)]
    deep = [network for network in deep_networks(networks) if network != HOG]
    wanted = deep[0] if deep else default_network(networks)
    return next(table for table in tables if name_of(table) == wanted)


def parameters_of_recovery(table: xr.Dataset) -> list[str]:
    """Parameters that are estimated."""
    return estimated([str(name) for name in table["parameter"].values])


def simulations_of(table: xr.Dataset) -> list[str]:
    """Simulations that pseudo-observations are from, in the order of their names."""
    return sorted({str(name) for name in table["simulation"].values})


def n_outputs_of(table: xr.Dataset) -> int:
    """Number of outputs that pseudo-observations are from: their views are not independent."""
    return len(set(zip(table["simulation"].values.astype(str), table["output"].values.tolist(), strict=True)))


def pit_of(table: xr.Dataset, distance: str) -> np.ndarray:
    """PIT values of all parameters, shape (n,), but of those where nothing was open, as of disks that none has."""
    at = table.sel(parameter=parameters_of_recovery(table))
    values, is_open = at["pit"].sel(distance=distance).values, at["prior_crps"].values > 0
    return values[np.isfinite(values) & is_open]
