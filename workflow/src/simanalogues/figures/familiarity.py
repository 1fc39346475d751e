"""How far the observation lies from the catalogue, compared with pseudo-observations from what the catalogue lacks."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simanalogues.figures.style import SELECTED, colour_of, figure_to
from simanalogues.tables.labels import distance_name, shown_distance
from simanalogues.tables.recoveries import distance_of, is_baseline, simulations_of

BINS = 16
COLUMNS = 3


def plot_familiarity(recoveries: Sequence[xr.Dataset], *, settings: dict, pdf: str | Path, png: str | Path) -> None:
    """Mean distance to the 10 nearest images of pseudo-observations, by simulation, over that of the observation, per
    network.

    Parameters
    ----------
    recoveries, settings
        As for `plot_recovery`.
    """
    tables = [table for table in recoveries if not is_baseline(table)]
    n_columns = min(COLUMNS, len(tables))
    n_rows = -(-len(tables) // n_columns)
    with figure_to(pdf, png, width_in=3.7 * n_columns, height_in=0.6 + 2.6 * n_rows) as figure:
        axes = figure.subplots(n_rows, n_columns, squeeze=False).ravel()
        for axis, table in zip(axes, tables, strict=False):
            draw_familiarity(axis, table, distance_of(table, shown_distance(settings, table.attrs["tracer"])))
        for axis in axes[len(tables) :]:
            axis.set_axis_off()
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))


def draw_familiarity(axis: Axes, table: xr.Dataset, distance: str) -> None:
    """One network: stacked by simulation, and the observation as a line at 1; a network that the observation was not
    matched with has the distances themselves."""
    at = table.sel(distance=distance)
    names, nearest = table["simulation"].values.astype(str), at["nearest_distance"].values
    is_matched = "observation_nearest" in table
    if is_matched:
        nearest = nearest / at["observation_nearest"].values
    every = np.append(nearest, 1.0 if is_matched else np.nan)
    edges = np.histogram_bin_edges(every[np.isfinite(every)], BINS)
    simulations = simulations_of(table)
    values = [nearest[(names == simulation) & np.isfinite(nearest)] for simulation in simulations]
    colours = [colour_of(position) for position in range(len(simulations))]
    axis.hist(values, edges, stacked=True, color=colours, label=simulations)
    if is_matched:
        axis.axvline(1.0, color=SELECTED, linewidth=1.6, linestyle="--", label="the observation")
    compared = " / the observation's" if is_matched else ""
    axis.set(xlabel=f"{distance_name(distance)} distance to nearest{compared}", ylabel="pseudo-observations")
    axis.set_title(table.attrs["network"])
