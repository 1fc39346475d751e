"""Galleries (paper Fig. 6): the observation among its best matches, images about the cut, and the worst."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from simanalogues.figures.appearance import Appearance
from simanalogues.figures.image_rows import read_maps
from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.sky_panel import (
    beam_patch,
    draw_colour_bar,
    draw_compass,
    draw_map,
    draw_scale_bar,
    mark_stars,
)
from simanalogues.figures.style import figure_to
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.tables.duplicates import distinct_rows, ranked_rows
from simanalogues.tables.labels import distance_name
from simanalogues.tables.matchings import Label, fell_back, is_selected, labels_of, read_matchings

N_COMPARED = 3


@dataclass(frozen=True)
class Choice:
    """Rows of the matching table that a gallery shows."""

    best: list[int]
    compared: dict[str, list[int]]

    def rows(self) -> list[int]:
        """All of them."""
        return self.best + [row for rows in self.compared.values() for row in rows]


@dataclass(frozen=True)
class Wall:
    """What all panels of a gallery share: table, distance, how maps look, and the synthetic maps by label."""

    table: xr.Dataset
    distance: str
    look: Appearance
    maps: dict[Label, np.ndarray]


def plot_galleries(
    matching: str | Path,
    observation: str | Path,
    *,
    images: Iterable[str | Path],
    settings: dict,
    pdf: Iterable[str | Path],
    png: Iterable[str | Path],
) -> None:
    """One gallery for each distance of one network, into files that are named `{distance}.pdf` and `{distance}.png`.

    Parameters
    ----------
    settings
        The config's `figures` block (`n_gallery`, `min_gap_kyr`), `flux` of the preparation, and `tracers`.
    """
    table = read_matchings([matching])[0]
    look = appearance_of(read_observed_map(observation), settings)
    files = {Path(of_pdf).stem: {"pdf": of_pdf, "png": of_png} for of_pdf, of_png in zip(pdf, png, strict=True)}
    choices = {distance: choose_rows(table, distance, settings) for distance in files}
    wanted = {row for choice in choices.values() for row in choice.rows()}
    maps = read_maps(images, labels_of(table, wanted), look)
    for distance, choice in choices.items():
        draw_gallery(Wall(table, distance, look, maps), choice, **files[distance])


def choose_rows(table: xr.Dataset, distance: str, settings: dict) -> Choice:
    """The best images, the last that are selected, the first that are not, and the worst; near-duplicates collapsed."""
    ranked, gap = ranked_rows(table, distance), settings["min_gap_kyr"]
    best = distinct_rows(table, ranked, min_gap_kyr=gap, limit=settings["n_gallery"])
    selected = is_selected(table, distance)[ranked]
    orders = {
        "the last selected": ranked[selected][::-1],
        "the first not selected": ranked[~selected],
        "the worst": ranked[::-1],
    }
    compared = {
        name: sorted(distinct_rows(table, order, min_gap_kyr=gap, limit=N_COMPARED), key=list(ranked).index)
        for name, order in orders.items()
    }
    return Choice(best, compared)


def draw_gallery(wall: Wall, choice: Choice, *, pdf: str | Path, png: str | Path) -> None:
    """The best images around the observation on the left, the compared ones in rows on the right."""
    side = int(np.ceil(np.sqrt(len(choice.best) + 1)))
    with figure_to(pdf, png, width_in=2.15 * (side + N_COMPARED + 0.55), height_in=2.55 * max(side, 3) + 0.4) as figure:
        left, right = figure.subfigures(1, 2, width_ratios=[side, N_COMPARED + 0.55])
        middle = (len(choice.best) + 1) // 2
        shown = choice.best[:middle] + [None] + choice.best[middle:]
        draw_panels(left, wall, [shown[i : i + side] for i in range(0, len(shown), side)], side)
        names = f"{wall.table.attrs['network']}, {distance_name(wall.distance)} distance"
        left.suptitle(f"{wall.look.tracer}: best matches around the observation\n{names}", fontsize=10)
        axes = draw_panels(right, wall, list(choice.compared.values()), N_COMPARED)
        for row, name in zip(axes, choice.compared, strict=True):
            row[0].set_ylabel(name)
        right.suptitle("for comparison\n" + says_fallback(wall), fontsize=10)
        draw_colour_bar(right, axes, wall.look, aspect=45, pad=0.02)


def draw_panels(figure: SubFigure, wall: Wall, rows: list[list[int | None]], side: int) -> np.ndarray:
    """A grid of maps; None stands for the observation. Returns the axes, shape (rows, side)."""
    axes = figure.subplots(len(rows), side, squeeze=False)
    for row, axes_of_row in zip(rows, axes, strict=True):
        for axis in axes_of_row[len(row) :]:
            axis.set_axis_off()
        for axis, member in zip(axes_of_row, row, strict=False):
            draw_observation(axis, wall) if member is None else draw_member(axis, wall, member)
    return axes


def draw_member(axis: Axes, wall: Wall, row: int) -> None:
    """A synthetic map with its rank, z-score, moment and view."""
    (label,) = labels_of(wall.table, [row])
    draw_map(axis, wall.maps[label], wall.look)
    mark_stars(axis, wall.look)
    image = wall.table.sel(distance=wall.distance).isel(image=row)
    time_kyr = float(image["parameter_value"].sel(parameter="time_kyr"))
    simulation, output, view = label
    axis.set_title(
        f"rank {int(image['rank'])}   z = {float(image['z_score']):.2f}".replace("-", "−")
        + f"\n{simulation} {output}, {time_kyr:.1f} kyr, view {view}",
        fontsize=8,
    )


def draw_observation(axis: Axes, wall: Wall) -> None:
    """The observation in a white frame, with its beam, the directions on the sky and the scale."""
    draw_map(axis, wall.look.observed(), wall.look)
    mark_stars(axis, wall.look)
    axis.add_patch(beam_patch(wall.look))
    draw_compass(axis, wall.look)
    draw_scale_bar(axis, wall.look)
    axis.set_title(f"observation\n{wall.look.observation.target}", fontsize=8, fontweight="bold")
    axis.spines[:].set(linewidth=2.5, color="#0072B2")


def says_fallback(wall: Wall) -> str:
    """A note where nothing passed the cut."""
    return "(nothing passed the cut: the best are selected)" if fell_back(wall.table, wall.distance) else ""
