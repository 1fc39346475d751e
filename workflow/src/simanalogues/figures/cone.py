"""The cone of observers over the binary, with what they see (paper Fig. 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.figure import SubFigure
from mpl_toolkits.mplot3d import Axes3D

from simanalogues.figures.appearance import Appearance
from simanalogues.figures.image_rows import read_maps
from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.sky_panel import draw_map, mark_stars
from simanalogues.figures.style import PALETTE, PRIMARY, SECONDARY, figure_to
from simanalogues.map_kinds.observed_map import ObservedMap, read_observed_map
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS
from simanalogues.tables.duplicates import ranked_rows
from simanalogues.tables.labels import default_network, shown_distance
from simanalogues.tables.matchings import Label, labels_of, networks_of, read_matchings
from simanalogues.tables.records import read_output

PER_COLUMN = 4
NUMBER_OUTWARD = 0.22
ELEVATION_DEG, AZIMUTH_DEG = 14.0, -68.0


@dataclass(frozen=True)
class Cone:
    """The views of one output: sightlines in the pair's frame, shape (view, 3), z from secondary to primary."""

    sightlines: np.ndarray
    nappe: np.ndarray
    separation_au: float
    angle_deg: float


def plot_cone(
    matchings: Iterable[str | Path],
    observation: str | Path,
    *,
    outputs: dict[str, list[str]],
    settings: dict,
    pdf: str | Path,
    png: str | Path,
) -> None:
    """The cone of the best match's output, and all its images about it.

    Parameters
    ----------
    outputs
        Files `snapshots`, `views` and `images` of all simulations.
    settings
        The config's `figures` block (`distance`, `line_distance`), `flux` of the preparation, and `tracers`.
    """
    look = appearance_of(read_observed_map(observation), settings)
    best = best_label(read_matchings(matchings, look.tracer), shown_distance(settings, look.tracer))
    place = {"simulation": best[0], "output": best[1]}
    cone = cone_of(read_output(outputs["snapshots"], SNAPSHOTS, **place), read_output(outputs["views"], VIEWS, **place))
    labels = [(best[0], best[1], view) for view in range(cone.nappe.size)]
    maps = read_maps(outputs["images"], labels, look)
    n_side = -(-cone.nappe.size // (2 * PER_COLUMN))
    with figure_to(pdf, png, width_in=5.6 + 3.5 * n_side, height_in=6.6) as figure:
        parts = figure.subfigures(1, 3, width_ratios=[1.75 * n_side, 5.2, 1.75 * n_side])
        draw_cone(parts[1].add_subplot(projection="3d"), cone)
        parts[1].suptitle(f"simulation {best[0]}, output {best[1]}\n{says(cone, look.observation)}", fontsize=9.5)
        half = -(-len(labels) // 2)
        for part, chosen in ((parts[0], labels[:half]), (parts[2], labels[half:])):
            draw_views(part, {label: maps[label] for label in chosen}, look=look, best=best)


def best_label(tables: list[xr.Dataset], distance: str) -> Label:
    """Simulation, output and view of the best match of the first network."""
    network = default_network(networks_of(tables))
    table = next(table for table in tables if table.attrs["network"] == network)
    return labels_of(table, ranked_rows(table, distance)[:1])[0]


def cone_of(record: xr.Dataset, views: xr.Dataset) -> Cone:
    """Turn the sightlines into the frame of the pair: z along the separation, x towards azimuth 0 of the first view."""
    position = record["position_au"]
    separation = position.sel(star="primary").values - position.sel(star="secondary").values
    length = float(np.linalg.norm(separation))
    along = separation / length
    sightlines = views["sightline"].values
    first = sightlines[0] - (sightlines[0] @ along) * along
    across = first / np.linalg.norm(first)
    frame = np.stack([across, np.cross(along, across), along], axis=-1)
    turned = sightlines @ frame
    angle = float(np.rad2deg(np.arccos(np.clip(np.abs(turned[0, 2]), 0, 1))))
    return Cone(turned, views["nappe"].values, length, angle)


def draw_cone(axis: Axes3D, cone: Cone) -> None:
    """Sightlines with their numbers, the rims of the cone, and the two stars."""
    length = 1.1 * cone.separation_au
    for nappe in np.unique(cone.nappe):
        draw_rim(axis, cone, int(nappe), length)
    for view, direction in enumerate(cone.sightlines):
        axis.plot(*np.outer(direction, [0, length]), color=colour_of_nappe(cone.nappe[view]), linewidth=1.2)
        # Away from the axis by a fixed amount, so that the numbers of a narrow cone do not lie on one another.
        outward = direction * [1, 1, 0] / np.hypot(*direction[:2])
        place = length * (direction + NUMBER_OUTWARD * outward)
        axis.text(*place, str(view), ha="center", va="center", fontsize=8.5)
    half = cone.separation_au / 2
    axis.plot([0, 0], [0, 0], [-half, half], color="black", linewidth=1.6)
    for height, colour, name in ((half, PRIMARY, "primary"), (-half, SECONDARY, "secondary")):
        axis.plot([0], [0], [height], "o", color=colour, markeredgecolor="black", markersize=10, label=name)
    axis.plot([], [], [], color=colour_of_nappe(1), label="primary nearer to the observer")
    if (cone.nappe < 0).any():
        axis.plot([], [], [], color=colour_of_nappe(-1), label="secondary nearer to the observer")
    set_axes(axis, length)


def draw_rim(axis: Axes3D, cone: Cone, nappe: int, length: float) -> None:
    """The circle on which the observers of one nappe stand, and the cone's surface up to it."""
    around = np.linspace(0, 2 * np.pi, 73)
    radius, height = length * np.sin(np.deg2rad(cone.angle_deg)), nappe * length * np.cos(np.deg2rad(cone.angle_deg))
    x, y = radius * np.cos(around), radius * np.sin(around)
    axis.plot(x, y, np.full_like(x, height), color=colour_of_nappe(nappe), linewidth=0.8)
    grow = np.array([[0.0], [1.0]])
    axis.plot_surface(grow * x, grow * y, grow * np.full_like(x, height), color=colour_of_nappe(nappe), alpha=0.12)


def set_axes(axis: Axes3D, length: float) -> None:
    """Equal axes in AU from the midpoint of the pair; z runs from secondary to primary."""
    axis.set(xlim=(-length, length), ylim=(-length, length), zlim=(-length, length), aspect="equal")
    axis.set_box_aspect((1, 1, 1), zoom=0.98)
    axis.set(xlabel="x (AU)", ylabel="y (AU)", zlabel="z, from secondary to primary (AU)")
    axis.locator_params(nbins=5)
    axis.tick_params(labelsize=7)
    axis.view_init(ELEVATION_DEG, AZIMUTH_DEG)
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, -0.05), ncols=2, fontsize=7.5)


def draw_views(figure: SubFigure, maps: dict[Label, np.ndarray], *, look: Appearance, best: Label) -> None:
    """The images of one half of the views, in columns; the best match has a coloured frame."""
    columns = -(-len(maps) // PER_COLUMN)
    axes = figure.subplots(PER_COLUMN, columns, squeeze=False).T.ravel()
    for axis, (label, values) in zip(axes, maps.items(), strict=False):
        draw_map(axis, values, look)
        mark_stars(axis, look)
        axis.set_title(f"view {label[2]}" + (", best match" if label == best else ""), fontsize=8)
        if label == best:
            axis.spines[:].set(linewidth=2.5, color=PALETTE[0])
    for axis in axes[len(maps) :]:
        axis.set_axis_off()


def colour_of_nappe(nappe: int) -> str:
    """Blue where the primary is nearer to the observer, green where the secondary is."""
    return PALETTE[0] if nappe > 0 else PALETTE[2]


def says(cone: Cone, observed: ObservedMap) -> str:
    """The geometry in words."""
    projected_au = observed.projected_separation_au
    return (
        f"separation {cone.separation_au:.0f} AU in space, {projected_au:.0f} AU as seen\n"
        f"by observers {cone.angle_deg:.0f}° from the line through the stars"
    )
