"""Triplet accuracy and loss of the heads against the epoch of their training."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from simanalogues.errors import InputMissing
from simanalogues.figures.style import PALETTE, TRACERS, figure_to
from simanalogues.schema.heads import AZIMUTH, TRAINED
from simanalogues.tables.trainings import (
    TEST,
    TRAIN,
    VALIDATION,
    accuracy_of_backbone,
    read_trainings,
    unseen_simulation,
)

SETS = {TRAIN: PALETTE[0], VALIDATION: PALETTE[1], TEST: PALETTE[2]}
UNSEEN = [colour for colour in TRACERS if colour not in SETS.values()]
DASHES = ("-", "--", "-.")
CHANCE = {"color": "0.6", "linestyle": "--", "linewidth": 0.9}
OWN = {"color": "black", "linestyle": ":", "linewidth": 1.4}
KEPT = {"color": "0.25", "linewidth": 0.8}
MINIMISED = {"color": "0.72", "linewidth": 2.2, "zorder": 1.5}
# No loss of a triplet is above this; what is minimised has a penalty besides, and is cut off there.
MOST_LOSS = 2.0
LEAST_ACCURACY_PERCENT = 45.0


def plot_training(histories: Iterable[str | Path], *, tracer: str, pdf: str | Path, png: str | Path) -> None:
    """A row per backbone: triplet accuracy on the left, loss on the right.

    Parameters
    ----------
    histories
        Files of kind `training`; those of other tracers are passed over.

    Raises
    ------
    InputMissing
        None is of the tracer.
    """
    by_backbone: dict[str, list[xr.Dataset]] = {}
    for history in read_trainings(histories):
        if history.attrs["tracer"] == tracer:
            by_backbone.setdefault(history.attrs["backbone"], []).append(history)
    if not by_backbone:
        raise InputMissing(f"no history of training is of tracer '{tracer}': run snakemake again")
    looks = looks_of_unseen([history for members in by_backbone.values() for history in members])
    with figure_to(pdf, png, width_in=9.5, height_in=1.3 + 2.5 * len(by_backbone)) as figure:
        axes = figure.subplots(len(by_backbone), 2, squeeze=False)
        for row, (backbone, members) in zip(axes, by_backbone.items(), strict=True):
            draw_accuracy(row[0], members, looks)
            draw_loss(row[1], members)
            row[0].set_title(backbone + TRAINED, loc="left")
        for axis in axes.ravel():
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        for axis in axes[-1]:
            axis.set_xlabel(f"epoch, {tracer}")
        draw_legend(figure, [history for members in by_backbone.values() for history in members], looks)


def looks_of_unseen(histories: list[xr.Dataset]) -> dict[str, dict]:
    """Colour and dashes of the heads that have not seen a simulation, by that simulation."""
    names = dict.fromkeys(name for name in map(unseen_simulation, histories) if name is not None)
    return {
        name: {"color": UNSEEN[i % len(UNSEEN)], "linestyle": DASHES[i // len(UNSEEN) % len(DASHES)], "linewidth": 0.9}
        for i, name in enumerate(names)
    }


def draw_accuracy(axis: Axes, members: list[xr.Dataset], looks: dict[str, dict]) -> None:
    """Accuracy of all heads of a backbone in per cent, the backbone's own, and 50 % for chance."""
    axis.axhline(50.0, **CHANCE)
    for history in members:
        unseen, epochs = unseen_simulation(history), history["epoch"].values
        if unseen is not None:
            axis.plot(epochs, 100 * history["accuracy"].sel(set=TEST), **looks[unseen])
            continue
        draw_sets(axis, history, "accuracy", 100.0)
        axis.axhline(100 * accuracy_of_backbone(history), **OWN)
        axis.axvline(history.attrs["kept_epoch"], **KEPT)
    lowest = min(axis.get_ylim()[0], LEAST_ACCURACY_PERCENT)
    axis.set_ylim(lowest, 101)
    axis.set_ylabel("triplet accuracy (%)")


def draw_loss(axis: Axes, members: list[xr.Dataset]) -> None:
    """Loss of the `azimuth` head on each set, and what was minimised as far as it stays below 2."""
    for history in (history for history in members if history.attrs["head"] == AZIMUTH):
        axis.plot(history["epoch"].values, history["minimised_loss"].values, **MINIMISED)
        draw_sets(axis, history, "loss", 1.0)
        axis.axvline(history.attrs["kept_epoch"], **KEPT)
    axis.set_ylim(0, min(axis.get_ylim()[1], 1.05 * MOST_LOSS))
    axis.set_ylabel("loss per triplet")


def draw_sets(axis: Axes, history: xr.Dataset, name: str, factor: float) -> None:
    """A line per set that has triplets, with a dot per epoch."""
    for of, colour in SETS.items():
        values = history[name].sel(set=of).values
        if np.isfinite(values).any():
            axis.plot(history["epoch"].values, factor * values, color=colour, marker=".", markersize=4, linewidth=1.5)


def draw_legend(figure: Figure, histories: list[xr.Dataset], looks: dict[str, dict]) -> None:
    """What the lines mean, below the panels."""
    known = {
        name for name in SETS for history in histories if np.isfinite(history["accuracy"].sel(set=name).values).any()
    }
    handles = [
        Line2D([], [], color=colour, marker=".", linewidth=1.5, label=name)
        for name, colour in SETS.items()
        if name in known
    ]
    handles += [Line2D([], [], **look, label=f"test on {name}, never seen") for name, look in looks.items()]
    handles.append(Line2D([], [], **OWN, label="backbone's own features, test"))
    handles.append(Line2D([], [], **CHANCE, label="chance"))
    handles.append(Line2D([], [], **MINIMISED, label="minimised, with dropout and penalty"))
    handles.append(Line2D([], [], **KEPT, label="epoch that was kept"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4)
