"""Whether the observation is like what was tested: how near its nearest images are, among pseudo-observations."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.schema.files import read_dataset
from simanalogues.schema.recovery_kind import MATCHING
from simanalogues.scoring.weighted import percentile_of
from simanalogues.validation.plain_json import NOT_TESTABLE, write_json
from simanalogues.validation.recoveries import OF_FILE

FEWEST_SIMULATIONS, FEWEST_PSEUDO = 2, 10


def write_familiarity(paths: Iterable[str | Path], *, destination: str | Path) -> None:
    """Write the familiarity as JSON: a list, an entry per file of matchings and distance.

    Parameters
    ----------
    paths
        Files of kind `recovery`; baselines have none.
    """
    entries = []
    for file in (read_dataset(path, "recovery") for path in paths):
        if file.attrs["method"] == MATCHING:
            names = {name: file.attrs[name] for name in ("without", *OF_FILE)}
            entries += [names | entry for entry in familiarity(file)]
    write_json(entries, destination)


def familiarity(recovery: xr.Dataset) -> list[dict]:
    """Percentile of the observation's mean distance to its 10 nearest images among those of pseudo-observations, by
    distance: near 100 it is unlike all that was tested.

    Parameters
    ----------
    recovery
        Dataset of kind `recovery`.

    Returns
    -------
    list of dict
        `distance` and `percentile`, 0 to 100, or "not testable" with the `reason`.
    """
    names = [str(name) for name in recovery["distance"].values]
    return [{"distance": name, **_of_distance(recovery.sel(distance=name))} for name in names]


def _of_distance(recovery: xr.Dataset) -> dict:
    if "observation_nearest" not in recovery:
        return {"percentile": NOT_TESTABLE, "reason": "the observation was not matched"}
    if json.loads(recovery.attrs["heads"]):
        reason = "heads measure distances of their own: that of the observation is none of those that were tested"
        return {"percentile": NOT_TESTABLE, "reason": reason}
    nearest = recovery["nearest_distance"].values
    known = np.isfinite(nearest)
    n_simulations, n_known = np.unique(recovery["simulation"].values[known].astype(str)).size, int(known.sum())
    if n_simulations < FEWEST_SIMULATIONS or n_known < FEWEST_PSEUDO:
        reason = f"{n_known} pseudo-observations of {n_simulations} simulations, it takes {FEWEST_PSEUDO} of "
        return {"percentile": NOT_TESTABLE, "reason": f"{reason}{FEWEST_SIMULATIONS}"}
    observed = float(recovery["observation_nearest"])
    return {"percentile": percentile_of(observed, nearest[known], np.ones(n_known))}
