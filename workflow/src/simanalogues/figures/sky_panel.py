"""One map of the sky in the frame: x to the right, y upward from secondary to primary, both in AU."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import AsinhNorm
from matplotlib.image import AxesImage
from matplotlib.patches import Ellipse

from simanalogues.figures.style import COLOUR_MAP, PRIMARY, SECONDARY

# The asinh stretch is linear up to this many times the noise.
LINEAR_NOISES = 3.0
BEAM_FROM_CORNER = 0.03
NICE_STEPS = np.array([1, 2, 5])


def stretch_of(observation: xr.Dataset) -> AsinhNorm:
    """The colour stretch of the observation, which all maps of a figure share: asinh, from 0 to its peak in Jy/beam."""
    attributes = observation.attrs
    linear = LINEAR_NOISES * attributes["noise_jy_per_beam"]
    return AsinhNorm(linear_width=linear, vmin=0.0, vmax=attributes["peak_jy_per_beam"])


def as_bright_as_observed(brightness: np.ndarray, observation: xr.Dataset, flux: str) -> np.ndarray:
    """A synthetic map with the observation's `peak` or `total` over the observed pixels, or as it is (`absolute`).

    So the networks see it, but for noise. A map without emission stays as it is.
    """
    if flux == "absolute":
        return brightness
    measure = {"peak": np.max, "total": np.sum}[flux]
    seen = observation["observed"].values.astype(bool)
    synthetic = float(measure(brightness[seen]))
    observed = float(measure(observation["brightness"].values[seen]))
    return brightness * (observed / synthetic) if synthetic > 0 else brightness


def stretch_ticks(observation: xr.Dataset) -> np.ndarray:
    """0 and the numbers 1, 2, 5 x 10^n from where the stretch bends up to the peak, in Jy/beam."""
    stretch = stretch_of(observation)
    powers = 10.0 ** np.arange(np.floor(np.log10(stretch.linear_width)), np.log10(stretch.vmax))
    ticks = np.outer(powers, NICE_STEPS).ravel()
    return np.concatenate([[0.0], ticks[(ticks >= stretch.linear_width / 2) & (ticks <= stretch.vmax)]])


def draw_map(axis: Axes, brightness: np.ndarray, observation: xr.Dataset) -> AxesImage:
    """The map in the observation's stretch, without ticks; pixels without a value are grey."""
    half = observation.attrs["field_au"] / 2
    axis.set_facecolor("0.7")
    axis.set_xticks([])
    axis.set_yticks([])
    axis.spines[:].set_visible(True)
    return axis.imshow(
        brightness,
        origin="lower",
        extent=(-half, half, -half, half),
        cmap=COLOUR_MAP,
        norm=stretch_of(observation),
        interpolation="nearest",
    )


def beam_patch(observation: xr.Dataset) -> Ellipse:
    """The beam at half maximum in the lower left corner: its angle counts from +y towards -x, counter-clockwise."""
    attributes = observation.attrs
    corner = -attributes["field_au"] * (0.5 - BEAM_FROM_CORNER) + attributes["beam_major_au"] / 2
    return Ellipse(
        (corner, corner),
        width=attributes["beam_minor_au"],
        height=attributes["beam_major_au"],
        angle=attributes["beam_angle_deg"],
        facecolor="white",
        edgecolor="black",
        linewidth=0.6,
    )


def mark_stars(axis: Axes, observation: xr.Dataset) -> None:
    """Crosses where the stars are: the primary above the centre, the secondary as far below it."""
    half = observation.attrs["projected_separation_au"] / 2
    for y, colour in ((half, PRIMARY), (-half, SECONDARY)):
        axis.plot(0, y, "+", color="black", markersize=7, markeredgewidth=2.2)
        axis.plot(0, y, "+", color=colour, markersize=6, markeredgewidth=1.2)


def draw_scale_bar(axis: Axes, field_au: float) -> None:
    """A bar of a round length near a quarter of the field, in the lower right corner."""
    length = round_length(field_au / 4)
    right, low = 0.46 * field_au, -0.44 * field_au
    axis.plot([right - length, right], [low, low], color="white", linewidth=1.8, solid_capstyle="butt")
    axis.text(right - length / 2, low + 0.015 * field_au, f"{length:g} AU", color="white", ha="center", fontsize=7)


def round_length(most: float) -> float:
    """The largest of 1, 2, 5, 10, … that is not above a length."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(NICE_STEPS[NICE_STEPS * power <= most * (1 + 1e-9)].max() * power)


def draw_compass(axis: Axes, observation: xr.Dataset) -> None:
    """Arrows to the north and the east: +y has the pair's position angle, east is counter-clockwise of north."""
    angle, field = np.deg2rad(observation.attrs["position_angle_deg"]), observation.attrs["field_au"]
    start = np.array([0.35, 0.35]) * field
    for name, direction in (("N", [np.sin(angle), np.cos(angle)]), ("E", [-np.cos(angle), np.sin(angle)])):
        end = start + 0.09 * field * np.array(direction)
        axis.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "white", "shrinkA": 0, "shrinkB": 0})
        place = start + 0.125 * field * np.array(direction)
        axis.text(*place, name, color="white", fontsize=7, ha="center", va="center")
