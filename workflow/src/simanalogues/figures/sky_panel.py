"""One map of the sky in the frame: x to the right, y upward from secondary to primary, both in AU."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.figure import FigureBase
from matplotlib.image import AxesImage
from matplotlib.patches import Ellipse, Polygon

from simanalogues.figures.appearance import NICE_STEPS, Appearance

BEAM_FROM_CORNER = 0.03


def draw_map(axis: Axes, values: np.ndarray, look: Appearance) -> AxesImage:
    """The map in the observation's stretch, without ticks; pixels without a value are grey, the crop has an outline."""
    half, half_shown = look.observation.field_au / 2, look.shown_au / 2
    axis.set_facecolor(look.empty)
    axis.set_xticks([])
    axis.set_yticks([])
    axis.spines[:].set_visible(True)
    if look.outline is not None:
        corners = look.outline.corners_au()
        axis.add_patch(Polygon(corners, fill=False, edgecolor=look.ink, linewidth=0.8, linestyle="--"))
    place = {"origin": "lower", "extent": (-half, half, -half, half), "interpolation": "nearest"}
    image = axis.imshow(values, cmap=look.colour_map, norm=look.stretch(), **place)
    axis.set(xlim=(-half_shown, half_shown), ylim=(-half_shown, half_shown))
    return image


def draw_colour_bar(figure: FigureBase, axes: np.ndarray, look: Appearance, **place: object) -> Colorbar:
    """The common stretch of the maps on some axes, with its unit."""
    image = next(axis.images[0] for axis in axes.ravel() if axis.images)
    return figure.colorbar(image, ax=axes, label=look.label, ticks=look.ticks(), format=look.tick_format, **place)


def beam_patch(look: Appearance) -> Ellipse:
    """The beam at half maximum in the lower left corner: its angle counts from +y towards -x, counter-clockwise."""
    beam = look.observation.beam
    corner = -look.shown_au * (0.5 - BEAM_FROM_CORNER) + beam.major_au / 2
    return Ellipse(
        (corner, corner),
        width=beam.minor_au,
        height=beam.major_au,
        angle=beam.angle_deg,
        facecolor="white",
        edgecolor="black",
        linewidth=0.6,
    )


def mark_stars(axis: Axes, look: Appearance) -> None:
    """Crosses where the stars are: the primary above the centre, the secondary as far below it."""
    half = look.observation.projected_separation_au / 2
    for y, colour in zip((half, -half), look.stars, strict=True):
        axis.plot(0, y, "+", color="black", markersize=7, markeredgewidth=2.2)
        axis.plot(0, y, "+", color=colour, markersize=6, markeredgewidth=1.2)


def draw_scale_bar(axis: Axes, look: Appearance) -> None:
    """A bar of a round length near a quarter of the width, in the lower right corner."""
    field_au, ink = look.shown_au, look.ink
    length = round_length(field_au / 4)
    right, low = 0.46 * field_au, -0.44 * field_au
    axis.plot([right - length, right], [low, low], color=ink, linewidth=1.8, solid_capstyle="butt")
    axis.text(right - length / 2, low + 0.015 * field_au, f"{length:g} AU", color=ink, ha="center", fontsize=7)


def round_length(most: float) -> float:
    """The largest of 1, 2, 5, 10, … that is not above a length."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(NICE_STEPS[NICE_STEPS * power <= most * (1 + 1e-9)].max() * power)


def draw_compass(axis: Axes, look: Appearance) -> None:
    """Arrows to the north and the east: +y has the pair's position angle, east is counter-clockwise of north."""
    angle, field, ink = np.deg2rad(look.observation.position_angle_deg), look.shown_au, look.ink
    start = np.array([0.35, 0.35]) * field
    for name, direction in (("N", [np.sin(angle), np.cos(angle)]), ("E", [-np.cos(angle), np.sin(angle)])):
        end = start + 0.09 * field * np.array(direction)
        axis.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": ink, "shrinkA": 0, "shrinkB": 0})
        place = start + 0.125 * field * np.array(direction)
        axis.text(*place, name, color=ink, fontsize=7, ha="center", va="center")
