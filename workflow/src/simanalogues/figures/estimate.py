"""Stacked histograms of the parameters of the selected images, with their density (paper Figs. 7, 8)."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simanalogues.figures.estimate_legend import draw_legend
from simanalogues.figures.style import SELECTED, TRUTH, colour_of, figure_to, hatch_of
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.scoring.weighted import weighted_quantile
from simanalogues.tables.groups import Group, groups_of
from simanalogues.tables.labels import estimated, lower_bound, parameter_label, shown_distance
from simanalogues.tables.matchings import Sample, merged, parameters_of, read_matchings, units_of
from simanalogues.tables.panel import Panel, panel_of
from simanalogues.tables.statistics import bandwidth, effective_number, reflected_density

N_DENSITY = 400
COLUMNS = 3


def plot_estimate(
    matchings: Iterable[str | Path],
    observation: str | Path,
    *,
    settings: dict,
    trained: bool,
    pdf: str | Path,
    png: str | Path,
) -> None:
    """One panel per parameter; the stacked bars of all networks that are shown add up to 1.

    Parameters
    ----------
    observation
        File of kind `observation`; its tracer is the one that is shown.
    settings
        The config's `figures` block (`distance`, `line_distance`), `tracers` with their `kind`, and `truth`: true
        parameters by name, or none.
    trained
        Whether networks with a trained head are shown (paper Fig. 8), or those without. Both figures have the same bins
        and axes.

    Raises
    ------
    InputMissing
        No matching is of such a network.
    """
    observed = read_observed_map(observation)
    groups = groups_of(read_matchings(matchings, observed.tracer), trained=trained)
    n_rows = -(-len(estimated(parameters_of(groups[0].tables[0]))) // COLUMNS)
    with figure_to(pdf, png, width_in=11.0, height_in=1.2 + 3.1 * n_rows) as figure:
        axes = figure.subplots(n_rows, COLUMNS, squeeze=False).ravel()
        draw_estimate(axes, groups, settings, observed.projected_separation_au)
        draw_legend(figure, groups[0], settings)


def draw_estimate(axes: Sequence[Axes], groups: list[Group], settings: dict, projected_separation_au: float) -> None:
    """All parameters of the first group, one on each of the axes; those that are left over are switched off.

    Limits are such that the other groups would find their place.
    """
    table, distance = groups[0].tables[0], shown_distance(settings, groups[0].tracer)
    parameters = estimated(parameters_of(table))
    for axis, parameter in zip(axes, parameters, strict=False):
        lower, truth = lower_bound(parameter, projected_separation_au), settings["truth"].get(parameter)
        panel, *others = [panel_of(group, distance, parameter, lower) for group in groups]
        draw_panel(axis, panel, truth)
        for other in others:
            share_limits(axis, other, truth)
        axis.set_xlabel(parameter_label(parameter, units_of(table, parameter)))
        axis.set_ylabel("fraction of the selected weight")
    for axis in axes[len(parameters) :]:
        axis.set_axis_off()


def draw_panel(axis: Axes, panel: Panel, truth: float | None) -> None:
    """One parameter, and its true value where there is one."""
    draw_parameter(axis, panel)
    draw_truth(axis, panel, truth)


def share_limits(axis: Axes, panel: Panel, truth: float | None) -> None:
    """Widen the limits of an axis to what it would have with another panel, which is not shown on it."""
    unseen = Figure().subplots()
    draw_panel(unseen, panel, truth)
    for direction in ("x", "y"):
        pairs = np.array([getattr(of, f"get_{direction}lim")() for of in (axis, unseen)])
        getattr(axis, f"set_{direction}lim")(pairs[:, 0].min(), pairs[:, 1].max())


def draw_parameter(axis: Axes, panel: Panel) -> None:
    """Range and outline of the catalogue, stacked bars, density, and the intervals as a bar above."""
    sample = merged(panel.selections)
    draw_catalogue(axis, panel)
    if panel.unknown:
        text = f"{panel.unknown} images: not measured"
        axis.text(0.98, 0.9, text, transform=axis.transAxes, ha="right", va="top", fontsize=7.5)
    if sample.weights.sum() == 0:
        axis.text(0.5, 0.5, "nothing measured", transform=axis.transAxes, ha="center")
        return
    draw_stack(axis, panel, sample.weights.sum())
    smooth = panel.smooth(sample)
    if smooth.weights.sum() > 0:
        at, density = density_of(smooth, panel.edges, panel.lower)
        share = smooth.weights.sum() / sample.weights.sum()
        axis.plot(at, density * share * panel.width, color="black", linewidth=1.4)
    draw_intervals(axis, panel, sample)


def draw_catalogue(axis: Axes, panel: Panel) -> None:
    """Grey: where the catalogue has values, and how its weight is spread."""
    smooth, total = panel.smooth(panel.catalogue), panel.catalogue.weights.sum()
    if total == 0:
        return
    if smooth.values.size:
        axis.axvspan(smooth.values.min(), smooth.values.max(), color="0.94", zorder=0)
        outline = {"histtype": "step", "color": "0.55", "linewidth": 1.0}
        axis.hist(smooth.values, panel.edges, weights=smooth.weights / total, **outline)
    if panel.apart:
        share = panel.share_apart(panel.catalogue, total)
        axis.bar(panel.place(0.0), share, panel.width, fill=False, edgecolor="0.55", linewidth=1.0)


def draw_stack(axis: Axes, panel: Panel, total: float) -> None:
    """The networks' histograms on top of one another, and apart from them what has no disk."""
    bottom, bottom_apart = np.zeros(panel.edges.size - 1), 0.0
    for position, sample in zip(panel.positions, panel.selections, strict=True):
        smooth = panel.smooth(sample)
        look = {"color": colour_of(position), "hatch": hatch_of(position), "edgecolor": "white", "linewidth": 0.4}
        height = np.histogram(smooth.values, panel.edges, weights=smooth.weights)[0] / total
        axis.bar(panel.edges[:-1], height, panel.width, bottom=bottom, align="edge", **look)
        bottom = bottom + height
        if panel.apart:
            height_apart = panel.share_apart(sample, total)
            axis.bar(panel.place(0.0), height_apart, panel.width, bottom=bottom_apart, **look)
            bottom_apart += height_apart
    if panel.apart:
        says = f"no disk\n{100 * bottom_apart:.0f} %"
        highest = max(bottom_apart, panel.share_apart(panel.catalogue, panel.catalogue.weights.sum()))
        text = {"ha": "center", "va": "bottom", "fontsize": 7.5, "zorder": 5}
        axis.text(panel.place(0.0), highest, says, **text, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})
        axis.set_xticks([tick for tick in axis.get_xticks() if panel.edges[0] <= tick <= panel.edges[-1]])
        axis.set_xlim(panel.edges[0] - 5 * panel.width, panel.edges[-1] + 3 * panel.width)


def density_of(sample: Sample, edges: np.ndarray, lower: float) -> tuple[np.ndarray, np.ndarray]:
    """Where the density is taken, and the density; its kernel is at least half a bin wide."""
    n_effective = effective_number(sample.weights, sample.outputs)
    width = bandwidth(sample.values, sample.weights, n_effective, least=np.diff(edges)[0] / 2)
    at = np.linspace(max(lower, edges[0] - 2 * width), edges[-1] + 2 * width, N_DENSITY)
    return at, reflected_density(at, sample.values, sample.weights, width=width, lower=lower)


def draw_intervals(axis: Axes, panel: Panel, sample: Sample) -> None:
    """Median and the 68 and 90 per cent intervals, from the samples, on a line above the bars."""
    quantiles = weighted_quantile(sample.values, sample.weights, np.array([0.05, 0.16, 0.5, 0.84, 0.95]))
    p05, p16, median, p84, p95 = panel.place(quantiles)
    axis.margins(y=0.45 if panel.apart else 0.2)
    for first, last, thickness in ((p05, p95, 1.2), (p16, p84, 4.0)):
        axis.plot(
            [first, last], [0.95, 0.95], color=SELECTED, linewidth=thickness, transform=axis.get_xaxis_transform()
        )
    axis.plot(median, 0.95, "o", color="white", markeredgecolor=SELECTED, transform=axis.get_xaxis_transform())


def draw_truth(axis: Axes, panel: Panel, truth: float | None) -> None:
    """The true value of a mock observation, where there is one."""
    if truth is not None:
        axis.axvline(panel.place(truth), color=TRUTH, linestyle="--", linewidth=1.3)
