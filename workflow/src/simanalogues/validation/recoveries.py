"""Recovery files of one target side by side: combinations of what was tested, over the same pseudo-observations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.errors import EmbeddingMismatch, InputMissing
from simanalogues.schema.files import read_dataset
from simanalogues.schema.recovery import BY_MATCHING, RECOVERY
from simanalogues.scoring.weights import SCHEMES

OF_FILE = ("preparation", "network", "tracer", "method")
KEYS = (*OF_FILE, "distance")
PSEUDO = ["simulation", "output", "view", "realisation"]
OF_TRUTH = ("truth", "prior_median", "prior_crps", "prior_crps_by_weights", "outside")
OF_ESTIMATE = ("median", "pit", "crps", "crps_by_weights", "quantile", "spread", "closest_rank")


@dataclass(frozen=True)
class Recoveries:
    """What was tested with the same left out (`without`).

    keys
        A row per combination: `preparation`, `network`, `tracer`, `method` and `distance`.
    labels
        A row per pseudo-observation: `simulation`, `output`, `view` and `realisation`.
    values
        Variables of kind `recovery`, shape (combination, pseudo, parameter), `quantile` and `spread` with a dimension
        more, those by weights with `SCHEMES` before the parameters, `closest_rank` and `observation_nearest` without
        parameters; NaN where a combination has no such pseudo-observation, or the observation was not matched.
    levels
        Of the quantiles.
    """

    without: str
    keys: pd.DataFrame
    labels: pd.DataFrame
    parameters: list[str]
    values: dict[str, np.ndarray]
    levels: np.ndarray

    @property
    def simulations(self) -> np.ndarray:
        """Name of each pseudo-observation's simulation, an independent system."""
        return self.labels["simulation"].to_numpy().astype(str)

    @property
    def outputs(self) -> np.ndarray:
        """Output of each pseudo-observation, as `simulation/number`."""
        return np.char.add(np.char.add(self.simulations, "/"), self.labels["output"].to_numpy().astype(str))

    def of(self, combinations: np.ndarray | slice, pseudo: np.ndarray | slice = slice(None)) -> "Recoveries":
        """Those of some combinations and some pseudo-observations, by boolean or number."""
        values = {name: array[combinations][:, pseudo] for name, array in self.values.items()}
        keys = self.keys.iloc[combinations].reset_index(drop=True)
        return replace(self, keys=keys, labels=self.labels.iloc[pseudo].reset_index(drop=True), values=values)

    def reweighted(self, scheme: str) -> "Recoveries":
        """Their CRPS and that of the prior with weights by one of `SCHEMES`."""
        place = SCHEMES.index(scheme)
        crps = {name: self.values[f"{name}_by_weights"][:, :, place] for name in ("crps", "prior_crps")}
        return replace(self, values=self.values | crps)

    def matchings(self) -> "Recoveries":
        """Without baselines."""
        return self.of((self.keys["method"] == BY_MATCHING).to_numpy())


def read_recoveries(paths: Iterable[str | Path]) -> list[Recoveries]:
    """Files of kind `recovery` of one target, by what is left out, in alphabetical order.

    Raises
    ------
    InputMissing
        There is no file.
    EmbeddingMismatch
        They are of several targets, or of other parameters.
    """
    files = [read_dataset(path, RECOVERY) for path in paths]
    if not files:
        raise InputMissing("there is no recovery file to sum up: run snakemake again")
    for name, found in (
        ("targets", {file.attrs["target"] for file in files}),
        ("parameters", {tuple(file["parameter"].values) for file in files}),
    ):
        if len(found) > 1:
            raise EmbeddingMismatch(
                f"recovery files are of several {name}: {found}; expected those of one run: run snakemake again"
            )
    kinds = sorted({file.attrs["without"] for file in files})
    return [_side_by_side([file for file in files if file.attrs["without"] == kind], kind) for kind in kinds]


def _side_by_side(files: list[xr.Dataset], without: str) -> Recoveries:
    indices = [pd.MultiIndex.from_arrays([file[name].values for name in PSEUDO], names=PSEUDO) for file in files]
    index = indices[0]
    for other in indices[1:]:
        index = index.union(other)
    index = index.sort_values()
    parts = [_arrays_of(file, index.get_indexer(own), len(index)) for file, own in zip(files, indices, strict=True)]
    keys = [
        [*(file.attrs[name] for name in OF_FILE), str(distance)]
        for file in files
        for distance in file["distance"].values
    ]
    return Recoveries(
        without=without,
        keys=pd.DataFrame(keys, columns=list(KEYS)),
        labels=index.to_frame(index=False),
        parameters=files[0]["parameter"].values.tolist(),
        values={name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
        levels=files[0]["level"].values,
    )


def _arrays_of(file: xr.Dataset, rows: np.ndarray, n_pseudo: int) -> dict[str, np.ndarray]:
    """A file's variables as (distance, pseudo, ...), its pseudo-observations at the rows given."""
    n = file.sizes["distance"]
    file = file.sel(weights=list(SCHEMES))
    columns = {name: np.repeat(file[name].values[None], n, axis=0) for name in OF_TRUTH}
    columns |= {name: np.moveaxis(file[name].values, 1, 0) for name in OF_ESTIMATE}
    is_matched = "observation_nearest" in file
    unknown = np.full((n, file.sizes["pseudo"]), np.nan)
    columns["observation_nearest"] = file["observation_nearest"].values.T if is_matched else unknown
    placed = {}
    for name, values in columns.items():
        placed[name] = np.full((n, n_pseudo, *values.shape[2:]), np.nan, dtype=values.dtype)
        placed[name][:, rows] = values
    return placed
