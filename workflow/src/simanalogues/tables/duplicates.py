"""Near-duplicates: images of the same moment of the same simulation."""

from collections.abc import Iterable

import numpy as np
import xarray as xr


def distinct_rows(table: xr.Dataset, rows: Iterable[int], *, min_gap_kyr: float, limit: int) -> list[int]:
    """The first `limit` rows that show different moments.

    The rule: walking along the rows, an image is left out when an image of the same simulation that stands already
    is of the same output, or of one less than `min_gap_kyr` away in time. So there is one view of an output at most.

    Parameters
    ----------
    table
        Of kind `matching`, with the parameter `time_kyr`.
    rows
        Rows of the table, the most wanted first.
    """
    simulations, outputs = table["simulation"].values, table["output"].values
    times = table["parameter_value"].sel(parameter="time_kyr").values
    kept: list[int] = []
    for row in rows:
        if len(kept) == limit:
            break
        near = (outputs[kept] == outputs[row]) | (np.abs(times[kept] - times[row]) < min_gap_kyr)
        if not np.any(near & (simulations[kept] == simulations[row])):
            kept.append(int(row))
    return kept


def ranked_rows(table: xr.Dataset, distance: str) -> np.ndarray:
    """All rows that have a distance, the most similar first; images without one (zero vectors) are left out."""
    ranks = table["rank"].sel(distance=distance).values
    order = np.argsort(ranks, kind="stable")
    return order[np.isfinite(table["distance_value"].sel(distance=distance).values[order])]


def best_rows(table: xr.Dataset, distance: str) -> np.ndarray:
    """Rows of the `n_best` best images with a distance, near-duplicates among them; fewer where fewer have one."""
    return ranked_rows(table, distance)[: table.attrs["n_best"]]
