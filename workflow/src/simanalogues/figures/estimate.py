"""Stacked histograms of the parameters of the selected images, with their density (paper Fig. 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simanalogues.figures.labels import distance_name, estimated, lower_bound, parameter_label, shown_distance
from simanalogues.figures.matchings import (
    Sample,
    is_selected,
    merged,
    parameters_of,
    read_matchings,
    sample_of,
    units_of,
)
from simanalogues.figures.statistics import bandwidth, effective_number, reflected_density, weighted_quantile
from simanalogues.figures.style import SELECTED, TRUTH, colour_of, figure_to, hatch_of
from simanalogues.schema.files import read_dataset

N_BINS = 16
N_DENSITY = 400
COLUMNS = 3


@dataclass(frozen=True)
class Panel:
    """What one panel shows: the selections of the networks, the catalogue, the bound, and the bins, shape (n + 1,)."""

    selections: list[Sample]
    catalogue: Sample
    lower: float
    edges: np.ndarray
    at_zero: bool


def plot_estimate(
    matchings: Iterable[str | Path], observation: str | Path, *, settings: dict, pdf: str | Path, png: str | Path
) -> None:
    """One panel per parameter; the stacked bars of all networks add up to 1.

    Parameters
    ----------
    observation
        File of kind `observation`; its tracer is the one that is shown.
    settings
        The config's `figures` block (`distance`, `line_distance`), `tracers` with their `kind`, and `truth`: true
        parameters by name, or none.
    """
    observed = read_dataset(observation, "observation").attrs
    tables = read_matchings(matchings, observed["tracer"])
    distance = shown_distance(settings, observed["tracer"])
    parameters = estimated(parameters_of(tables[0]))
    n_rows = -(-(len(parameters) + 1) // COLUMNS)
    with figure_to(pdf, png, width_in=11.0, height_in=0.4 + 3.1 * n_rows) as figure:
        axes = figure.subplots(n_rows, COLUMNS, squeeze=False).ravel()
        for axis, parameter in zip(axes, parameters, strict=False):
            lower = lower_bound(parameter, observed["projected_separation_au"])
            draw_parameter(axis, panel_of(tables, distance, parameter, lower))
            draw_truth(axis, settings["truth"].get(parameter))
            axis.set_xlabel(parameter_label(parameter, units_of(tables[0], parameter)))
            axis.set_ylabel("fraction of the selected weight")
        for axis in axes[len(parameters) :]:
            axis.set_axis_off()
        draw_legend(axes[len(parameters)], tables, settings)


def panel_of(tables: list[xr.Dataset], distance: str, parameter: str, lower: float) -> Panel:
    """Samples of a parameter, and bins that span the catalogue from no lower than the bound."""
    catalogue = sample_of(tables[0], parameter)
    selections = [sample_of(table, parameter, is_selected(table, distance)) for table in tables]
    first, last = catalogue.values.min(initial=np.inf), catalogue.values.max(initial=-np.inf)
    if not np.isfinite([first, last]).all():
        first, last = lower, lower + 1.0
    margin = 0.05 * (last - first) or 0.05 * abs(last) or 1.0
    # A size of exactly 0 says that there is none, which no smooth density can show: it is a bar of its own.
    at_zero = parameter.startswith("disk_size") and bool((catalogue.values == 0).any())
    return Panel(
        selections, catalogue, lower, np.linspace(max(lower, first - margin), last + margin, N_BINS + 1), at_zero
    )


def draw_parameter(axis: Axes, panel: Panel) -> None:
    """Range and outline of the catalogue, stacked bars, density, and the intervals as a bar above."""
    sample = merged(panel.selections)
    values, weights = panel.catalogue.values, panel.catalogue.weights
    axis.axvspan(values.min(), values.max(), color="0.94", zorder=0)
    axis.hist(values, panel.edges, weights=weights / weights.sum(), histtype="step", color="0.55", linewidth=1.0)
    if sample.weights.sum() == 0:
        axis.text(0.5, 0.5, "nothing measured", transform=axis.transAxes, ha="center")
        return
    draw_stack(axis, panel, sample.weights.sum())
    smooth = sample.values > 0 if panel.at_zero else np.ones(sample.values.size, dtype=bool)
    if sample.weights[smooth].sum() > 0:
        kept = Sample(sample.values[smooth], sample.weights[smooth], sample.outputs[smooth])
        share = kept.weights.sum() / sample.weights.sum()
        at, density = density_of(kept, panel.edges, panel.lower)
        axis.plot(at, density * share * np.diff(panel.edges)[0], color="black", linewidth=1.4)
    draw_intervals(axis, sample)


def draw_stack(axis: Axes, panel: Panel, total: float) -> None:
    """The networks' histograms on top of one another; zeros that stand apart are left of the axis' first bin."""
    width = np.diff(panel.edges)[0]
    bottom, bottom_at_zero = np.zeros(panel.edges.size - 1), 0.0
    for position, sample in enumerate(panel.selections):
        apart = (sample.values == 0) & panel.at_zero
        look = {"color": colour_of(position), "hatch": hatch_of(position), "edgecolor": "white", "linewidth": 0.4}
        height = np.histogram(sample.values[~apart], panel.edges, weights=sample.weights[~apart])[0] / total
        axis.bar(panel.edges[:-1], height, width, bottom=bottom, align="edge", **look)
        bottom = bottom + height
        if panel.at_zero:
            height_at_zero = sample.weights[apart].sum() / total
            axis.bar(-1.5 * width, height_at_zero, width, bottom=bottom_at_zero, **look)
            bottom_at_zero += height_at_zero
    if panel.at_zero:
        axis.text(-1.5 * width, bottom_at_zero, "none", ha="center", va="bottom", fontsize=7.5)


def density_of(sample: Sample, edges: np.ndarray, lower: float) -> tuple[np.ndarray, np.ndarray]:
    """Where the density is taken, and the density; its kernel is at least half a bin wide."""
    n_effective = effective_number(sample.weights, sample.outputs)
    width = bandwidth(sample.values, sample.weights, n_effective, least=np.diff(edges)[0] / 2)
    at = np.linspace(max(lower, edges[0] - 2 * width), edges[-1] + 2 * width, N_DENSITY)
    return at, reflected_density(at, sample.values, sample.weights, width=width, lower=lower)


def draw_intervals(axis: Axes, sample: Sample) -> None:
    """Median and the 68 and 90 per cent intervals, from the samples, on a line above the bars."""
    p05, p16, median, p84, p95 = weighted_quantile(
        sample.values, sample.weights, np.array([0.05, 0.16, 0.5, 0.84, 0.95])
    )
    axis.margins(y=0.2)
    for first, last, thickness in ((p05, p95, 1.2), (p16, p84, 4.0)):
        axis.plot(
            [first, last], [0.95, 0.95], color=SELECTED, linewidth=thickness, transform=axis.get_xaxis_transform()
        )
    axis.plot(median, 0.95, "o", color="white", markeredgecolor=SELECTED, transform=axis.get_xaxis_transform())


def draw_truth(axis: Axes, truth: float | None) -> None:
    """The true value of a mock observation, where there is one."""
    if truth is not None:
        axis.axvline(truth, color=TRUTH, linestyle="--", linewidth=1.3)


def draw_legend(axis: Axes, tables: list[xr.Dataset], settings: dict) -> None:
    """What the colours and lines mean, in an empty panel."""
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour_of(i), hatch=hatch_of(i), edgecolor="white", label=table.attrs["network"])
        for i, table in enumerate(tables)
    ]
    interval = {"color": SELECTED, "linewidth": 4.0, "marker": "o", "markerfacecolor": "white"}
    handles.append(Line2D([], [], color="black", linewidth=1.4, label="density of all networks"))
    handles.append(Line2D([], [], **interval, label="median, 68 % and 90 % of all networks"))
    handles.append(Patch(facecolor="0.94", edgecolor="0.55", label="range and outline of the catalogue"))
    if settings["truth"]:
        handles.append(Line2D([], [], color=TRUTH, linestyle="--", label="truth of the mock observation"))
    title = (
        f"{tables[0].attrs['tracer']}, {distance_name(shown_distance(settings, tables[0].attrs['tracer']))} distance"
    )
    axis.legend(handles=handles, loc="center", title=title, title_fontsize=9.5)
