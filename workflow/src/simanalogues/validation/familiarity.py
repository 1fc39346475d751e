"""Whether the observation is like what was tested: how near its nearest images are, among pseudo-observations."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.schema.files import read_dataset
from simanalogues.schema.recovery import BY_MATCHING, RECOVERY
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
    for file in (read_dataset(path, RECOVERY) for path in paths):
        if file.attrs["method"] == BY_MATCHING:
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
    # Of a network with heads both are by the same head.
    farther = recovery["nearest_distance"].values - recovery["observation_nearest"].values
    known = np.isfinite(farther)
    n_simulations, n_known = np.unique(recovery["simulation"].values[known].astype(str)).size, int(known.sum())
    if n_simulations < FEWEST_SIMULATIONS or n_known < FEWEST_PSEUDO:
        reason = f"{n_known} pseudo-observations of {n_simulations} simulations, it takes {FEWEST_PSEUDO} of "
        return {"percentile": NOT_TESTABLE, "reason": f"{reason}{FEWEST_SIMULATIONS}"}
    return {"percentile": percentile_of(0.0, farther[known], np.ones(n_known))}
