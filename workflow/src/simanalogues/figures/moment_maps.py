"""The observed moment-1 maps, with the best synthetic match of each under it (paper Fig. 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from simanalogues.figures.appearance import Velocity
from simanalogues.figures.image_rows import read_maps
from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.sky_panel import beam_patch, draw_colour_bar, draw_map, draw_scale_bar, mark_stars
from simanalogues.figures.style import figure_to
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.tables.duplicates import ranked_rows
from simanalogues.tables.formats import frequency
from simanalogues.tables.labels import PIXELS, deep_networks, shown_distance
from simanalogues.tables.matchings import Label, labels_of, networks_of, read_matchings

PER_BAND = 5
MOST_NETWORKS = 3


@dataclass(frozen=True)
class Best:
    """The best match of one network: which image, its z-score, and its map of shape (y, x)."""

    label: Label
    z_score: float
    values: np.ndarray


@dataclass(frozen=True)
class Column:
    """One tracer: how it looks, and its best match by network."""

    look: Velocity
    best: dict[str, Best]


def plot_moment_maps(
    matchings: Iterable[str | Path],
    observations: Iterable[str | Path],
    *,
    images: Iterable[str | Path],
    settings: dict,
    pdf: str | Path,
    png: str | Path,
) -> None:
    """A column per tracer: the observed map above, the best match of up to three networks below.

    Parameters
    ----------
    observations
        Files of kind `observation`, all of moment 1.
    settings
        The config's `figures` block (`line_distance`), and `tracers`.
    """
    tables = read_matchings(matchings)
    networks = networks_shown(tables)
    images = list(images)
    looks = [appearance_of(read_observed_map(path), settings) for path in observations]
    columns = [column_of(look, tables, images, networks=networks, settings=settings) for look in looks]
    bands = [columns[first : first + PER_BAND] for first in range(0, len(columns), PER_BAND)]
    common = len({look.limit_kms for look in looks}) == 1
    size = {"width_in": 1.3 + 2.5 * min(PER_BAND, len(columns)), "height_in": 2.8 * len(bands) * (1.3 + len(networks))}
    with figure_to(pdf, png, **size) as figure:
        for part, band in zip(figure.subfigures(len(bands), 1, squeeze=False).ravel(), bands, strict=True):
            draw_band(part, band, networks, min(PER_BAND, len(columns)), common=common)
        # Labels of two lines beside a colour bar have their room only after a second pass of the layout.
        figure.draw_without_rendering()


def networks_shown(tables: list[xr.Dataset]) -> list[str]:
    """The networks without a trained head, then those with one, the baseline `pixels` last; three at most."""
    found = sorted(networks_of(tables), key=lambda network: network == PIXELS)
    return list(dict.fromkeys(deep_networks(found) + found))[:MOST_NETWORKS]


def column_of(
    look: Velocity, tables: list[xr.Dataset], images: list[str | Path], *, networks: list[str], settings: dict
) -> Column:
    """The best match of each network that has a ranking of the tracer."""
    distance = shown_distance(settings, look.tracer)
    found: dict[str, tuple[Label, float]] = {}
    for table in (table for table in tables if table.attrs["tracer"] == look.tracer):
        rows = ranked_rows(table, distance)[:1]
        for row, label in zip(rows, labels_of(table, rows), strict=True):
            found[table.attrs["network"]] = label, float(table["z_score"].sel(distance=distance).values[row])
    shown = {network: found[network] for network in networks if network in found}
    maps = read_maps(images, {label for label, _ in shown.values()}, look)
    return Column(look, {network: Best(label, z, maps[label]) for network, (label, z) in shown.items()})


def draw_band(figure: SubFigure, columns: list[Column], networks: list[str], width: int, *, common: bool) -> None:
    """Up to five tracers side by side; one colour bar where all have the same limits, else one per column."""
    axes = figure.subplots(1 + len(networks), width, squeeze=False)
    for column, axes_of_column in zip(columns, axes.T, strict=False):
        draw_observed(axes_of_column[0], column.look)
        for network, axis in zip(networks, axes_of_column[1:], strict=True):
            draw_best(axis, column, network)
        if not common:
            bar = draw_colour_bar(figure, axes_of_column, column.look, location="bottom", aspect=22, pad=0.02)
            bar.set_label("v − v$_{\\rm sys}$ (km/s), positive recedes", fontsize=7.5)
    for axis in axes[:, len(columns) :].ravel():
        axis.set_axis_off()
    for axis, name in zip(axes[:, 0], ["observed", *(f"best match,\n{network}" for network in networks)], strict=True):
        axis.set_ylabel(name)
    if common:
        draw_colour_bar(figure, axes, columns[0].look, aspect=35, pad=0.02)


def draw_observed(axis: Axes, look: Velocity) -> None:
    """The observed map with its beam, stars, crop and scale; its tracer and frequency above."""
    draw_map(axis, look.observed(), look)
    mark_stars(axis, look)
    axis.add_patch(beam_patch(look))
    draw_scale_bar(axis, look)
    axis.set_title(f"{look.tracer}, {frequency(look.observation.frequency_hz)}", fontweight="bold")


def draw_best(axis: Axes, column: Column, network: str) -> None:
    """A synthetic map, with the image that it is and its z-score above."""
    if network not in column.best:
        axis.set_axis_off()
        return
    best = column.best[network]
    draw_map(axis, best.values, column.look)
    mark_stars(axis, column.look)
    simulation, output, view = best.label
    axis.set_title(f"{simulation} {output}, view {view}, z = {best.z_score:.2f}".replace("-", "−"), fontsize=8)
