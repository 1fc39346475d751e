"""Whether intervals hold the truth as often as they say: coverage and PIT of recovery tests."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simanalogues.figures.style import colour_of, figure_to
from simanalogues.tables.labels import shown_distance
from simanalogues.tables.recoveries import distance_of, is_baseline, n_outputs_of, name_of, pit_of

BINS = 10
NOMINAL = np.linspace(0.0, 1.0, 41)


def plot_calibration(recoveries: Sequence[xr.Dataset], *, settings: dict, pdf: str | Path, png: str | Path) -> None:
    """Coverage of central intervals against what they promise, and the histogram of PIT values, of all parameters.

    Parameters
    ----------
    recoveries, settings
        As for `plot_recovery`.
    """
    shown = shown_distance(settings, recoveries[0].attrs["tracer"])
    with figure_to(pdf, png, width_in=11.0, height_in=4.6) as figure:
        coverage, histogram = figure.subplots(1, 2)
        draw_expected(coverage, histogram, n_outputs_of(recoveries[0]))
        for position, table in enumerate(recoveries):
            draw_network(coverage, histogram, table, pit_of(table, distance_of(table, shown)), position)
        handles, labels = coverage.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside right center")


def draw_expected(coverage: Axes, histogram: Axes, n_outputs: int) -> None:
    """What well calibrated estimates would give, and how far so few outputs scatter about it (one sigma)."""
    scatter = np.sqrt(NOMINAL * (1 - NOMINAL) / n_outputs)
    coverage.fill_between(100 * NOMINAL, 100 * (NOMINAL - scatter), 100 * (NOMINAL + scatter), color="0.9")
    coverage.plot([0, 100], [0, 100], color="0.4", linewidth=1.0, linestyle="--", label="as promised")
    coverage.set(xlabel="central interval (%)", ylabel="truths inside it (%)", xlim=(0, 100), ylim=(0, 100))
    expected = 1 / BINS
    half = np.sqrt(expected * (1 - expected) / n_outputs)
    histogram.axhspan(expected - half, expected + half, color="0.9")
    histogram.axhline(expected, color="0.4", linewidth=1.0, linestyle="--")
    histogram.set(xlabel="PIT: weight of the estimate below the truth", ylabel="fraction of truths", xlim=(0, 1))


def draw_network(coverage: Axes, histogram: Axes, table: xr.Dataset, pit: np.ndarray, position: int) -> None:
    """One network, or what it has to beat (dotted)."""
    if not pit.size:
        return
    look = {"color": colour_of(position), "linewidth": 1.3, "linestyle": ":" if is_baseline(table) else "-"}
    inside = [(2 * np.abs(pit - 0.5) <= nominal).mean() for nominal in NOMINAL]
    coverage.plot(100 * NOMINAL, 100 * np.array(inside), label=name_of(table), **look)
    heights, edges = np.histogram(pit, BINS, (0, 1))
    histogram.stairs(heights / pit.size, edges, **look)
