"""Numbers of the page to explore: labels, scores and parameters of its images, packed for the browser."""

import base64
from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr

from simanalogues.report.explore.rows import rows_in
from simanalogues.tables.groups import Group
from simanalogues.tables.labels import distance_name, estimated, lower_bound, parameter_name, plain_units
from simanalogues.tables.matchings import Label, distances_of, parameters_of, units_of
from simanalogues.tables.panel import Panel, panel_of

# The slider of the cut has 100 steps per standard deviation and ends here, or beyond the cut of the config.
STEPS_PER_SIGMA = 100
LARGEST_CUT = 4


def numbers_of(
    tables: list[xr.Dataset],
    labels: list[Label],
    *,
    n_all: int,
    truth: Mapping[str, float],
    projected_separation_au: float,
) -> dict[str, object]:
    """Labels, weights and parameters of the images, and their scores by tracer, network and distance.

    Parameters
    ----------
    tables
        As `read_matchings` gives them; weights and parameters are the same in all.
    n_all
        How many images there are, of which `labels` are the best.
    truth
        True parameters by name; empty where there are none.
    """
    table = tables[0]
    rows = rows_in(table, labels)
    simulations = sorted({simulation for simulation, _, _ in labels})
    cut = table.attrs["cut_sigma"]
    largest = max(LARGEST_CUT, int(np.ceil(cut)) + 1)
    scores: dict = {}
    for one in tables:
        of_tracer = scores.setdefault(one.attrs["tracer"], {})
        of_tracer[one.attrs["network"]] = scores_of(one, labels, largest if len(labels) < n_all else None)
    return {
        "n_all": n_all,
        "n_best": int(table.attrs["n_best"]),
        "cut_sigma": float(cut),
        "largest_cut": largest,
        "simulations": simulations,
        "simulation": packed([simulations.index(simulation) for simulation, _, _ in labels]),
        "output": packed([output for _, output, _ in labels]),
        "view": packed([view for _, _, view in labels]),
        "weight": packed(column_of(table["weight"].values, rows, empty=0.0)),
        "parameters": [
            described_parameter(table, name, rows, truth.get(name), projected_separation_au)
            for name in parameters_of(table)
        ],
        "scores": scores,
        "distances": {name: distance_name(name) for name in distances_of(table)},
    }


def scores_of(table: xr.Dataset, labels: list[Label], largest_cut: int | None) -> dict[str, dict]:
    """z-score and rank of the images by distance; with a largest cut also how many of all images pass each cut of the
    slider."""
    rows = rows_in(table, labels)
    found = {}
    for name in distances_of(table):
        z_score, rank = (table[of].sel(distance=name).values for of in ("z_score", "rank"))
        found[name] = {"z": packed(column_of(z_score, rows)), "rank": packed(column_of(rank, rows))}
        if largest_cut is not None:
            found[name]["passing"] = packed(numbers_passing(z_score, largest_cut))
    return found


def numbers_passing(z_score: np.ndarray, largest_cut: int) -> np.ndarray:
    """How many z-scores are below minus the cut, for all cuts of the slider from 0 on; NaN is not."""
    cuts = np.arange(largest_cut * STEPS_PER_SIGMA + 1) / STEPS_PER_SIGMA
    return np.searchsorted(np.sort(z_score[np.isfinite(z_score)].astype(np.float32)), -cuts, side="left")


def described_parameter(
    table: xr.Dataset, name: str, rows: np.ndarray, truth: float | None, projected_separation_au: float
) -> dict[str, object]:
    """A parameter of the images; and where it is estimated its bins and the spread of the catalogue over them."""
    values = table["parameter_value"].sel(parameter=name).values.astype(float)
    units = units_of(table, name)
    described = {
        "name": name,
        "words": parameter_name(name),
        "units": plain_units(units),
        "values": packed(column_of(values, rows)),
        "truth": truth,
    }
    if name not in estimated([name]):
        return described | {"bins": None}
    group = Group([table], [0], "")
    panel = panel_of(group, distances_of(table)[0], name, lower_bound(name, projected_separation_au))
    return described | {"bins": bins_of_panel(panel)}


def bins_of_panel(panel: Panel) -> dict[str, object]:
    """Edges of the bins, whether zeros stand apart from them, and the share of the catalogue's weight in each."""
    total = float(panel.catalogue.weights.sum()) or 1.0
    smooth = panel.smooth(panel.catalogue)
    return {
        "edges": panel.edges.tolist(),
        "apart": panel.apart,
        "catalogue": (np.histogram(smooth.values, panel.edges, weights=smooth.weights)[0] / total).tolist(),
        "catalogue_apart": panel.share_apart(panel.catalogue, total),
    }


def column_of(values: np.ndarray, rows: np.ndarray, *, empty: float = np.nan) -> np.ndarray:
    """Values of some rows, shape (rows,); `empty` where the row is -1."""
    return np.where(rows >= 0, values.astype(float)[rows], empty)


def packed(values: Iterable[float]) -> str:
    """Numbers in single precision, little endian, base64."""
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()
