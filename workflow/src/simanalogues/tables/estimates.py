"""The table of estimates: weighted medians and intervals of the selected images, beside the catalogue and the truth."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.parameters.registry import parameter_called
from simanalogues.scoring.weighted import percentile_of, weighted_quantile
from simanalogues.tables.duplicates import distinct_rows, ranked_rows
from simanalogues.tables.labels import default_network, estimated, shown_distance
from simanalogues.tables.matchings import (
    Sample,
    by_training,
    distances_of,
    fell_back,
    is_selected,
    merged,
    n_unknown,
    networks_of,
    parameters_of,
    read_matchings,
    sample_of,
    units_of,
)
from simanalogues.tables.priors import priors_of
from simanalogues.tables.statistics import effective_number
from simanalogues.whole_files import write_text_whole, written_whole

LEVELS = {"p05": 0.05, "p16": 0.16, "median": 0.5, "p84": 0.84, "p95": 0.95}
N_BEST_LISTED = 8


def tabulate_estimates(
    matchings: Iterable[str | Path],
    *,
    truth: dict[str, float],
    settings: dict,
    json_file: str | Path,
    csv_file: str | Path,
) -> None:
    """Write the estimates of every tracer x network x distance, of all networks without a trained head together and of
    all with one, and the best matches.

    Parameters
    ----------
    truth
        True parameters by name; empty where the target is no mock observation.
    settings
        The config's `figures` block: `distance`, `line_distance`, `min_gap_kyr`; and `tracers` with their `kind`.
    """
    tables = read_matchings(matchings)
    rows = estimate_rows(tables, truth)
    content = {
        "target": tables[0].attrs["target"],
        "network": default_network(networks_of(tables)),
        "distances": {table.attrs["tracer"]: shown_distance(settings, table.attrs["tracer"]) for table in tables},
        "units": {name: units_of(tables[0], name) for name in parameters_of(tables[0])},
        "priors": priors_of(tables[0]),
        "estimates": rows,
        "best": [best for table in tables for best in best_matches(table, settings["min_gap_kyr"])],
    }
    write_text_whole(json_file, json.dumps(content, indent=1, allow_nan=False) + "\n")
    with written_whole(csv_file) as partial, partial.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def estimate_rows(tables: list[xr.Dataset], truth: dict[str, float]) -> list[dict]:
    """One row per tracer, distance, network or ensemble of them, and parameter; None for what is not known."""
    rows = []
    for tracer in dict.fromkeys(table.attrs["tracer"] for table in tables):
        of_tracer = [table for table in tables if table.attrs["tracer"] == tracer]
        for distance in distances_of(of_tracer[0]):
            for network, group in estimating(of_tracer):
                for parameter in estimated(parameters_of(group[0])):
                    label = {"tracer": tracer, "network": network, "distance": distance, "parameter": parameter}
                    rows.append(label | estimate_of(group, distance, parameter, truth.get(parameter)))
    return rows


def estimating(tables: list[xr.Dataset]) -> list[tuple[str, list[xr.Dataset]]]:
    """What makes an estimate, with its tables: each network, and after those without a trained head and those with one
    all of them together, where there are several."""
    groups = []
    for ensemble, members in by_training(tables).items():
        groups += [(table.attrs["network"], [table]) for table in members]
        groups += [(ensemble, members)] if len(members) > 1 else []
    return groups


def estimate_of(tables: list[xr.Dataset], distance: str, parameter: str, truth: float | None) -> dict:
    """Estimate of a parameter from the selection of one or more networks; intervals come from the samples.

    Zeros count in the quantiles; what was not measured counts nowhere but in `n_unknown`.
    """
    sample = merged([sample_of(table, parameter, is_selected(table, distance)) for table in tables])
    catalogue = sample_of(tables[0], parameter)
    quantiles = weighted_quantile(sample.values, sample.weights, np.array(list(LEVELS.values())))
    middle = weighted_quantile(catalogue.values, catalogue.weights, np.array([0.5]))
    return {
        "units": units_of(tables[0], parameter),
        **{name: _number(value) for name, value in zip(LEVELS, quantiles, strict=True)},
        "share_without_disk": _share_without_disk(sample, parameter),
        "n_images": int(sample.values.size),
        "n_unknown": sum(n_unknown(table, parameter, is_selected(table, distance)) for table in tables),
        "n_effective_outputs": _number(effective_number(sample.weights, sample.outputs)),
        "n_systems": len({output.rpartition("/")[0] for output in sample.outputs}),
        "fallback": any(fell_back(table, distance) for table in tables),
        "catalogue_min": _number(catalogue.values.min(initial=np.inf)),
        "catalogue_median": _number(middle[0]),
        "catalogue_max": _number(catalogue.values.max(initial=-np.inf)),
        **_beside_truth(sample, catalogue, truth),
    }


def best_matches(table: xr.Dataset, min_gap_kyr: float) -> list[dict]:
    """The best matches with each distance, near-duplicates collapsed."""
    rows = []
    for distance in distances_of(table):
        at = table.sel(distance=distance)
        for row in distinct_rows(table, ranked_rows(table, distance), min_gap_kyr=min_gap_kyr, limit=N_BEST_LISTED):
            image = at.isel(image=row)
            names = {name: table.attrs[name] for name in ("tracer", "network")} | {"distance": distance}
            labels = {name: int(image[name]) for name in ("output", "view", "rank")}
            values = {name: _number(float(image[name])) for name in ("distance_value", "z_score")}
            parameters = {
                name: _number(float(image["parameter_value"].sel(parameter=name))) for name in parameters_of(table)
            }
            simulation = {"simulation": str(image["simulation"].item())}
            rows.append(names | simulation | labels | values | {"parameters": parameters})
    return rows


def _beside_truth(sample: Sample, catalogue: Sample, truth: float | None) -> dict:
    if truth is None or catalogue.values.size == 0:
        return {"truth": truth, "truth_percentile": None, "nearest": None, "nearest_output": None}
    nearest = int(np.argmin(np.abs(catalogue.values - truth)))
    return {
        "truth": truth,
        "truth_percentile": _number(percentile_of(truth, sample.values, sample.weights)),
        "nearest": float(catalogue.values[nearest]),
        "nearest_output": str(catalogue.outputs[nearest]),
    }


def _share_without_disk(sample: Sample, parameter: str) -> float | None:
    """Weight of the values of exactly 0; None for what is not of a disk, or without any weight."""
    total = sample.weights.sum()
    without = parameter_called(parameter).zero_is_none and total > 0
    return float(sample.weights[sample.values == 0].sum() / total) if without else None


def _number(value: float) -> float | None:
    """The number, or None for what JSON cannot hold."""
    return float(value) if np.isfinite(value) else None
