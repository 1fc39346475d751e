"""Distance distributions per network and distance, with the selected part marked (paper Fig. 5)."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simanalogues.figures.style import SELECTED, UNSELECTED, figure_to
from simanalogues.tables.labels import distance_name
from simanalogues.tables.matchings import distances_of, fell_back, is_selected, read_matchings

N_BINS = 60
OUTERMOST_SIGMA = 5.0


def plot_distance_distributions(
    matchings: Iterable[str | Path], *, tracer: str, pdf: str | Path, png: str | Path
) -> None:
    """Histograms of the z-scores, a row per network and a column per distance; every image counts alike."""
    tables = read_matchings(matchings, tracer)
    distances = distances_of(tables[0])
    size = {"width_in": 1.0 + 2.3 * len(distances), "height_in": 0.8 + 1.75 * len(tables)}
    with figure_to(pdf, png, **size) as figure:
        axes = figure.subplots(len(tables), len(distances), sharex=True, squeeze=False)
        for row, table in zip(axes, tables, strict=True):
            for axis, distance in zip(row, distances, strict=True):
                draw_distribution(axis, table, distance)
            row[0].set_ylabel(f"{table.attrs['network']}\nimages per bin")
        for axis, distance in zip(axes[0], distances, strict=True):
            axis.set_title(distance_name(distance), pad=16)
        figure.supxlabel(f"z-score: (distance − mean) / standard deviation, {tracer}", fontsize=9.0)


def draw_distribution(axis: Axes, table: xr.Dataset, distance: str) -> None:
    """One histogram: selected images in red, the cut as a dashed line, and how many are selected."""
    z_score = table["z_score"].sel(distance=distance).values
    selected = is_selected(table, distance)
    known = np.isfinite(z_score)
    furthest = max(OUTERMOST_SIGMA, np.ceil(np.abs(z_score[known]).max(initial=0.0)))
    axis.hist(
        [z_score[known & ~selected], z_score[known & selected]],
        bins=np.linspace(-furthest, furthest, N_BINS + 1),
        stacked=True,
        color=[UNSELECTED, SELECTED],
        rasterized=False,
    )
    axis.axvline(-table.attrs["cut_sigma"], color="black", linestyle="--", linewidth=0.9)
    axis.text(0.5, 1.02, says(table, distance), transform=axis.transAxes, fontsize=7.5, ha="center", va="bottom")


def says(table: xr.Dataset, distance: str) -> str:
    """How many images are selected, whether that is a fallback, and how many have no distance."""
    count = int(is_selected(table, distance).sum())
    unknown = int(np.isnan(table["distance_value"].sel(distance=distance).values).sum())
    text = f"fallback: the best {count}" if fell_back(table, distance) else f"{count} selected"
    return f"{text} of {table.sizes['image']}" + (f", {unknown} unranked" if unknown else "")
