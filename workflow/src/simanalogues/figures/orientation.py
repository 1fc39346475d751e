"""How far the mirrored and the turned observation lie from the observation itself: what a network can tell apart."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simanalogues.figures.style import colour_of, figure_to
from simanalogues.tables.labels import VARIANTS, distance_name
from simanalogues.tables.matchings import distances_of, read_matchings

BAR_WIDTH = 0.26
COLUMNS = 3


def plot_orientation(matchings: Iterable[str | Path], *, tracer: str, pdf: str | Path, png: str | Path) -> None:
    """A panel per network, a group of bars per distance, in units of the catalogue's mean distance."""
    tables = read_matchings(matchings, tracer)
    columns = min(COLUMNS, len(tables))
    n_rows = -(-len(tables) // columns)
    with figure_to(pdf, png, width_in=1.0 + 4.3 * columns, height_in=0.9 + 2.7 * n_rows) as figure:
        axes = figure.subplots(n_rows, columns, sharey=True, squeeze=False).ravel()
        for axis, table in zip(axes, tables, strict=False):
            draw_variants(axis, table)
        for axis in axes[len(tables) :]:
            axis.set_axis_off()
        figure.supylabel("distance / mean distance of the catalogue", fontsize=9.0)
        handles, names = axes[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=len(names))


def draw_variants(axis: Axes, table: xr.Dataset) -> None:
    """Bars of the variants; a line at the catalogue's mean and a mark at its best match."""
    distances = distances_of(table)
    relative = relative_distances(table)
    for position, (variant, name) in enumerate(VARIANTS.items()):
        places = np.arange(len(distances)) + (position - 1) * BAR_WIDTH
        axis.bar(places, relative[variant], BAR_WIDTH, color=colour_of(position), label=name)
    for place, best in enumerate(relative["best"]):
        label = "best match" if place == 0 else None
        axis.plot([place - 0.42, place + 0.42], [best, best], color="black", linewidth=1.6, label=label)
    axis.axhline(1.0, color="0.4", linestyle="--", linewidth=0.9, label="mean of the catalogue")
    axis.set_xticks(range(len(distances)), [in_lines(distance_name(distance)) for distance in distances])
    axis.set_title(table.attrs["network"])


def in_lines(name: str) -> str:
    """A long name in lines that fit under a group of bars."""
    return name.replace(" + ", " +\n").replace(" (", "\n(")


def relative_distances(table: xr.Dataset) -> dict[str, np.ndarray]:
    """Distances of each variant and of the best match over the catalogue's mean distance, each of shape (distance,)."""
    values = table["distance_value"].values
    mean = np.nanmean(values, axis=0)
    variants = {name: table["variant_distance"].sel(variant=name).values / mean for name in VARIANTS}
    return variants | {"best": np.nanmin(values, axis=0) / mean}
