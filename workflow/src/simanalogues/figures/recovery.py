"""How well recovery tests find the truth: estimates against true values, one panel per parameter."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simanalogues.figures.style import colour_of, figure_to
from simanalogues.tables.labels import distance_name, parameter_label, shown_distance
from simanalogues.tables.recoveries import (
    distance_of,
    parameters_of_recovery,
    shown_table,
    simulations_of,
)

COLUMNS = 3
LOW, HIGH = 0.16, 0.84


def plot_recovery(recoveries: Sequence[xr.Dataset], *, settings: dict, pdf: str | Path, png: str | Path) -> None:
    """Median and 68 % interval of each pseudo-observation against its truth, with the network that is shown first.

    Parameters
    ----------
    recoveries
        Of one tracer and one kind of folds, as `read_recoveries` gives them.
    settings
        As for `plot_estimate`.
    """
    table = shown_table(recoveries)
    distance = distance_of(table, shown_distance(settings, table.attrs["tracer"]))
    parameters = parameters_of_recovery(table)
    n_rows = -(-len(parameters) // COLUMNS)
    with figure_to(pdf, png, width_in=11.0, height_in=1.0 + 3.3 * n_rows) as figure:
        axes = figure.subplots(n_rows, COLUMNS, squeeze=False).ravel()
        for axis, parameter in zip(axes, parameters, strict=False):
            draw_parameter(axis, table.sel(distance=distance, parameter=parameter))
        for axis in axes[len(parameters) :]:
            axis.set_axis_off()
        handles, labels = axes[0].get_legend_handles_labels()
        title = f"{table.attrs['network']}, {distance_name(distance)} distance"
        figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), title=title)


def draw_parameter(axis: Axes, at: xr.Dataset) -> None:
    """One parameter: a point with a bar for each pseudo-observation, and where estimates equal the truth."""
    truth, median = at["truth"].values, at["median"].values
    bars = [np.abs(at["quantile"].sel(level=level).values - median) for level in (LOW, HIGH)]
    names = at["simulation"].values.astype(str)
    for position, simulation in enumerate(simulations_of(at)):
        own = (names == simulation) & np.isfinite(truth) & np.isfinite(median)
        look = {"fmt": "o", "markersize": 3.0, "linewidth": 0.7, "alpha": 0.75, "color": colour_of(position)}
        axis.errorbar(truth[own], median[own], yerr=[bar[own] for bar in bars], label=simulation, **look)
    both = np.concatenate([truth, median])
    ends = [np.nanmin(both), np.nanmax(both)] if np.isfinite(both).any() else [0, 1]
    axis.plot(ends, ends, color="0.4", linewidth=1.0, linestyle="--", label="estimate = truth")
    prior = at["prior_median"].values
    axis.plot(truth, prior, "_", color="0.6", markersize=6, label="median of what it is matched with", zorder=0)
    label = parameter_label(str(at["parameter"].item()), str(at["parameter_units"].item()))
    axis.set_xlabel(f"true {label}")
    axis.set_ylabel("estimate")
    axis.set_title(skill_in_words(at), fontsize=8.5)


def skill_in_words(at: xr.Dataset) -> str:
    """CRPS over that of the prior."""
    known = np.isfinite(at["crps"].values) & np.isfinite(at["prior_crps"].values)
    prior = at["prior_crps"].values[known].sum()
    return f"CRPS / prior's: {at['crps'].values[known].sum() / prior:.2f}" if prior > 0 else "nothing to recover"
