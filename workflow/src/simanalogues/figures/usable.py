"""Which outputs of each run can be used, and how many observers would see their pair as far apart as it is observed."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simanalogues.figures.style import PALETTE, figure_to
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.readers.cadence import time_span
from simanalogues.tables.records import read_runs

MARKERS = "xv^sD*"
USED = PALETTE[0]
SKIPPED = (PALETTE[5], PALETTE[3], PALETTE[1], PALETTE[7])


def plot_usable(
    snapshots: Iterable[str | Path],
    views: Iterable[str | Path],
    *,
    observation: str | Path,
    pdf: str | Path,
    png: str | Path,
) -> None:
    """A column per simulation: separation in space against time above, share of sightlines below."""
    observed_au = read_observed_map(observation).projected_separation_au
    runs = read_runs(snapshots, views)
    reasons = sorted({str(reason) for run in runs.values() for reason in run["skipped"].values if reason})
    with figure_to(pdf, png, width_in=1.4 + 3.9 * len(runs), height_in=5.4 + 0.2 * len(reasons)) as figure:
        axes = figure.subplots(2, len(runs), sharex="col", sharey="row", squeeze=False, height_ratios=[3, 2])
        for (upper, lower), (simulation, run) in zip(axes.T, runs.items(), strict=True):
            draw_separation(upper, run, reasons, observed_au)
            draw_sightlines(lower, run, observed_au)
            upper.set_title(f"simulation {simulation}: {says(run)}")
            lower.set_xlabel("time since the start of the simulation (kyr)")
        # Set last: the panels of a row share their limits, which setting one fixes for all.
        axes[0, 0].set_ylim(bottom=0)
        axes[0, 0].set_ylabel("separation in space (AU)")
        axes[1, 0].set_ylabel("share of all sightlines\nthat see the pair so wide (%)")
        handles = dict(pair[::-1] for axis in axes[0] for pair in zip(*axis.get_legend_handles_labels(), strict=True))
        figure.legend(handles.values(), handles, loc="outside lower center", ncols=1)


def draw_separation(axis: Axes, run: xr.Dataset, reasons: list[str], observed_au: float) -> None:
    """Used outputs as dots, skipped ones by reason; without a pair there is no separation, so they stand at 0."""
    time, skipped = run["time_kyr"].values, run["skipped"].values
    separation = np.nan_to_num(run["separation_au"].values, nan=0.0)
    axis.plot(time, run["separation_au"].values, color="0.75", linewidth=1.0, zorder=1)
    axis.plot(time[skipped == ""], separation[skipped == ""], "o", color=USED, markersize=5, label="used")
    # An empty line that is not clipped would upset the layout.
    for position, reason in enumerate(reasons):
        chosen = skipped == reason
        if not chosen.any():
            continue
        marker, colour = MARKERS[position % len(MARKERS)], SKIPPED[position % len(SKIPPED)]
        label = f"skipped: {reason}"
        axis.plot(time[chosen], separation[chosen], marker, color=colour, markersize=5, label=label, clip_on=False)
    axis.axhline(observed_au, color="black", linestyle="--", linewidth=1.0, label="observed projected separation")


def draw_sightlines(axis: Axes, run: xr.Dataset, observed_au: float) -> None:
    """Share of isotropic observers who see the pair at least as wide as observed."""
    share = 100 * share_of_sightlines(run["separation_au"].values, observed_au)
    axis.plot(run["time_kyr"].values, share, "o-", color=USED, markersize=3, linewidth=1.0)
    axis.set_ylim(0, 100)


def share_of_sightlines(separation_au: np.ndarray, observed_au: float) -> np.ndarray:
    """Chance that an observer sees a pair at least `observed_au` wide: sqrt(1 - (s/d)^2), 0 where d < s or NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = 1 - (observed_au / separation_au) ** 2
    return np.sqrt(np.clip(np.nan_to_num(squared, nan=0.0, neginf=0.0), 0, None))


def usable_share(run: xr.Dataset) -> float:
    """Share of the run's time, over all its outputs, whose outputs have views."""
    span = time_span(run["time_kyr"].values)
    return float(span[run["skipped"].values == ""].sum() / span.sum())


def says(run: xr.Dataset) -> str:
    """How many outputs are used, and for how much of the time they stand."""
    used = int((run["skipped"].values == "").sum())
    return f"{used} of {run.sizes['output']} outputs used\n({100 * usable_share(run):.0f} % of its time)"
