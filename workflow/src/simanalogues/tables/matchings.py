"""What the figures ask of matching files: tables in a fixed order, and samples of parameters with their weights."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import InputMissing
from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING
from simanalogues.tables.labels import ENSEMBLE, PIXELS, TRAINED_ENSEMBLE, is_trained

Label = tuple[str, int, int]


@dataclass(frozen=True)
class Sample:
    """Values of one parameter, shape (n,), with the weight and the output (`simulation/number`) of each image."""

    values: np.ndarray
    weights: np.ndarray
    outputs: np.ndarray


def read_matchings(paths: Iterable[str | Path], tracer: str | None = None) -> list[xr.Dataset]:
    """Matching tables, of one tracer where it is named, else tracer by tracer in the order in which they come first.

    Of each tracer the baseline `pixels` stands first, then the networks by name, then those with a trained head by
    name. Images outside the priors are left out.

    Raises
    ------
    InputMissing
        No table is of that tracer.
    """
    everything = [read_dataset(path, MATCHING) for path in paths]
    tables = [table.isel(image=table["in_prior"].values == 1) for table in everything]
    found = [table for table in tables if tracer is None or table.attrs["tracer"] == tracer]
    if not found:
        raise InputMissing(
            f"none of {len(tables)} matching files is of tracer '{tracer}': add the tracer to the config"
        )
    order = list(dict.fromkeys(table.attrs["tracer"] for table in found))

    def place(table: xr.Dataset) -> tuple[int, bool, bool, str]:
        network = table.attrs["network"]
        return order.index(table.attrs["tracer"]), is_trained(network), network != PIXELS, network

    return sorted(found, key=place)


def by_training(tables: list[xr.Dataset]) -> dict[str, list[xr.Dataset]]:
    """Tables of networks without and with a trained head, by what they are called together; either may be empty."""
    return {
        name: [table for table in tables if is_trained(table.attrs["network"]) is trained]
        for name, trained in ((ENSEMBLE, False), (TRAINED_ENSEMBLE, True))
    }


def networks_of(tables: list[xr.Dataset]) -> list[str]:
    """Networks of tables, in their order."""
    return [table.attrs["network"] for table in tables]


def distances_of(table: xr.Dataset) -> list[str]:
    """Names of the distances of a table, in its order."""
    return [str(name) for name in table["distance"].values]


def parameters_of(table: xr.Dataset) -> list[str]:
    """Names of the parameters of a table, in its order."""
    return [str(name) for name in table["parameter"].values]


def units_of(table: xr.Dataset, parameter: str) -> str:
    """Unit of a parameter."""
    return str(table["parameter_units"].sel(parameter=parameter).item())


def fell_back(table: xr.Dataset, distance: str) -> bool:
    """Whether nothing passed the cut, so that the best `n_best` images were selected instead."""
    return distance in table.attrs["fallback"].split(",")


def is_selected(table: xr.Dataset, distance: str) -> np.ndarray:
    """Which images are selected with a distance, shape (image,)."""
    return table["selected"].sel(distance=distance).values.astype(bool)


def labels_of(table: xr.Dataset, rows: Iterable[int]) -> list[Label]:
    """Simulation, output and view of some rows."""
    columns = [table[name].values for name in ("simulation", "output", "view")]
    return [(str(columns[0][row]), int(columns[1][row]), int(columns[2][row])) for row in rows]


def sample_of(table: xr.Dataset, parameter: str, chosen: np.ndarray | None = None) -> Sample:
    """A parameter of all images, or of the chosen ones (boolean, shape (image,)); without unmeasured values."""
    values = table["parameter_value"].sel(parameter=parameter).values.astype(float)
    kept = np.isfinite(values) if chosen is None else chosen & np.isfinite(values)
    simulations, numbers = table["simulation"].values[kept], table["output"].values[kept]
    outputs = np.array([f"{name}/{number}" for name, number in zip(simulations, numbers, strict=True)], dtype=object)
    return Sample(values[kept], table["weight"].values.astype(float)[kept], outputs)


def n_unknown(table: xr.Dataset, parameter: str, chosen: np.ndarray) -> int:
    """How many of the chosen images have no value of a parameter."""
    return int((chosen & ~np.isfinite(table["parameter_value"].sel(parameter=parameter).values)).sum())


def merged(samples: list[Sample]) -> Sample:
    """All samples in one."""
    return Sample(
        np.concatenate([sample.values for sample in samples]),
        np.concatenate([sample.weights for sample in samples]),
        np.concatenate([sample.outputs for sample in samples]),
    )
