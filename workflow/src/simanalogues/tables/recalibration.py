"""The estimate of the shown distance beside itself recalibrated, by how often recovery tests held the truth."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from simanalogues.scoring.weighted import recalibrated
from simanalogues.tables.formats import number, span
from simanalogues.tables.labels import estimated, parameter_in_words
from simanalogues.tables.matchings import is_selected, parameters_of, sample_of, units_of

QUANTILES = ("0.05", "0.16", "0.5", "0.84", "0.95")
AS_THEY_ARE = {name: float(name) for name in QUANTILES}


def recalibrated_rows(tables: list[xr.Dataset], calibration: list[dict], shown: Mapping) -> list[dict]:
    """A row per tracer, network and parameter: median, 68 and 90 % intervals as they are and recalibrated.

    Parameters
    ----------
    tables
        Datasets of kind `matching`.
    calibration
        Entries of `calibration.json` of one kind of folds, whose `levels` say which level to read as each, or that this
        is not testable.
    shown
        The distance that is shown of each tracer.
    """
    keys = ("network", "tracer", "preparation", "distance", "parameter")
    levels = {tuple(entry[key] for key in keys): entry for entry in calibration}
    rows = []
    for table in tables:
        names = table.attrs["network"], table.attrs["tracer"], table.attrs["preparation"]
        distance = shown[names[1]]
        for parameter in estimated(parameters_of(table)):
            entry = levels.get((*names, distance, parameter))
            if entry is not None:
                rows.append(row_of(table, distance, parameter, entry))
    return rows


def row_of(table: xr.Dataset, distance: str, parameter: str, entry: Mapping) -> dict[str, object]:
    """One row as text; `recalibrated` is None where that is not testable, and `reason` says why."""
    sample = sample_of(table, parameter, is_selected(table, distance))
    is_testable = isinstance(entry["levels"], Mapping)
    return {
        "tracer": table.attrs["tracer"],
        "network": table.attrs["network"],
        "parameter": parameter_in_words(parameter, units_of(table, parameter)),
        "raw": intervals(sample.values, sample.weights, AS_THEY_ARE),
        "recalibrated": intervals(sample.values, sample.weights, entry["levels"]) if is_testable else None,
        "reason": entry.get("reason", ""),
    }


def intervals(values: np.ndarray, weights: np.ndarray, levels: Mapping[str, float | None]) -> list[str]:
    """Median, 68 and 90 per cent interval of a sample, read at other levels than they have."""
    read = {name: levels[name] for name in QUANTILES}
    if None in read.values():
        return ["–"] * 3
    found = recalibrated(values, weights, read).values()
    p05, p16, median, p84, p95 = (value if np.isfinite(value) else None for value in found)
    return [number(median), span(p16, p84), span(p05, p95)]
