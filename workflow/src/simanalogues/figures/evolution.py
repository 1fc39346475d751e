"""The history of each simulated pair, with the times of the best matches of every tracer (paper Fig. 4)."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from simanalogues.figures.style import colour_of_tracer, figure_to
from simanalogues.tables.duplicates import best_rows
from simanalogues.tables.labels import deep_networks, shown_distance
from simanalogues.tables.matchings import networks_of, read_matchings
from simanalogues.tables.records import read_histories

COLUMNS = 4
STARS = {"primary": "black", "secondary": "0.55"}
ROWS = {
    "separation_au": "separation\nin space (AU)",
    "mass_msun": "mass (M$_{\\odot}$)",
    "accretion_msun_per_yr": "accretion rate\n(M$_{\\odot}$ yr$^{-1}$)",
    "luminosity_lsun": "luminosity (L$_{\\odot}$)",
}
LOGARITHMIC = ("accretion_msun_per_yr", "luminosity_lsun")
FAINTEST = 0.4
# Where tracers share a time, each has this many pieces of the line, in turn.
PIECES = 4

Moments = dict[str, Counter]


def plot_evolution(
    matchings: Iterable[str | Path],
    snapshots: Iterable[str | Path],
    *,
    settings: dict,
    pdf: str | Path,
    png: str | Path,
) -> None:
    """A column per simulation: separation, masses, accretion rates and luminosities against time.

    Parameters
    ----------
    settings
        The config's `figures` block (`distance`, `line_distance`), and `tracers` with their `kind`.
    """
    moments = best_moments(read_matchings(matchings), settings)
    histories = read_histories(snapshots)
    names = list(histories)
    bands = [names[first : first + COLUMNS] for first in range(0, len(names), COLUMNS)] or [[]]
    columns = min(len(names), COLUMNS)
    with figure_to(pdf, png, width_in=1.4 + 3.6 * max(columns, 2), height_in=0.6 + 7.6 * len(bands)) as figure:
        for part, band in zip(figure.subfigures(len(bands), 1, squeeze=False).ravel(), bands, strict=True):
            draw_band(part, {name: histories[name] for name in band}, moments, columns)
        draw_legend(figure, list(moments))


def best_moments(tables: list[xr.Dataset], settings: dict) -> dict[str, Moments]:
    """By tracer and simulation: how many of the best images are of each time (kyr), of all networks but `pixels` and
    those with a trained head."""
    networks = deep_networks(networks_of(tables))
    moments: dict[str, Moments] = {}
    for table in (table for table in tables if table.attrs["network"] in networks):
        of_tracer = moments.setdefault(table.attrs["tracer"], {})
        rows = best_rows(table, shown_distance(settings, table.attrs["tracer"]))
        times = table["parameter_value"].sel(parameter="time_kyr").values[rows]
        for simulation, time in zip(table["simulation"].values[rows], times, strict=True):
            of_tracer.setdefault(str(simulation), Counter())[float(time)] += 1
    return moments


def draw_band(figure: SubFigure, histories: dict[str, xr.Dataset], moments: dict[str, Moments], n_columns: int) -> None:
    """Up to four simulations side by side; the panels of a row share their scale."""
    if not histories:
        return
    axes = figure.subplots(len(ROWS), n_columns, sharex="col", sharey="row", squeeze=False)
    for axis in axes[:, len(histories) :].ravel():
        axis.set_axis_off()
    for column, (simulation, history) in zip(axes.T, histories.items(), strict=False):
        for axis, quantity in zip(column, ROWS, strict=True):
            draw_history(axis, history, quantity)
            draw_moments(axis, {tracer: of.get(simulation, Counter()) for tracer, of in moments.items()})
        column[0].set_title(f"simulation {simulation}")
        column[-1].set_xlabel("time since the start of the simulation (kyr)")
    for axis, label in zip(axes[:, 0], ROWS.values(), strict=True):
        axis.set_ylabel(label)


def draw_history(axis: Axes, history: xr.Dataset, quantity: str) -> None:
    """One quantity of the pair or of both stars; dots, so that a single output is seen as well."""
    time, values = history["time_kyr"].values, history[quantity]
    look = {"marker": ".", "markersize": 2.5, "linewidth": 1.2, "zorder": 3}
    if "star" not in values.dims:
        axis.plot(time, values.values, color="black", **look)
    for star, colour in STARS.items() if "star" in values.dims else ():
        curve = values.sel(star=star).values
        axis.plot(time, np.where(curve > 0, curve, np.nan) if quantity in LOGARITHMIC else curve, color=colour, **look)
    if quantity in LOGARITHMIC and (values.values > 0).any():
        axis.set_yscale("log")


def draw_moments(axis: Axes, counts: dict[str, Counter]) -> None:
    """Vertical lines at the times of the best, the more opaque the more images; tracers at one time take turns."""
    most = max((count for of_tracer in counts.values() for count in of_tracer.values()), default=1)
    segments, colours = [], []
    for time in sorted({time for of_tracer in counts.values() for time in of_tracer}):
        present = [
            to_rgba(colour_of_tracer(position), FAINTEST + (1 - FAINTEST) * of_tracer[time] / most)
            for position, of_tracer in enumerate(counts.values())
            if time in of_tracer
        ]
        edges = np.linspace(0, 1, PIECES * len(present) + 1 if len(present) > 1 else 2)
        segments += [[(time, low), (time, high)] for low, high in zip(edges[:-1], edges[1:], strict=True)]
        colours += [present[piece % len(present)] for piece in range(edges.size - 1)]
    lines = LineCollection(segments, colors=colours, linewidths=1.6, zorder=1, capstyle="butt")
    lines.set_transform(axis.get_xaxis_transform())
    axis.add_collection(lines, autolim=False)


def draw_legend(figure: Figure, tracers: list[str]) -> None:
    """The two stars, and the colours of the tracers."""
    handles = [Line2D([], [], color=colour, label=f"{star} star") for star, colour in STARS.items()]
    handles += [
        Line2D([], [], color=colour_of_tracer(position), linewidth=2.0, label=f"best matches, {tracer}")
        for position, tracer in enumerate(tracers)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 4))
