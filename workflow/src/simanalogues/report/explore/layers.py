"""What the page to explore needs of one map of a tracer: pictures, colours, ticks, and what is drawn over the map."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator

from simanalogues.figures.appearance import Appearance, Brightness
from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.sky_panel import round_length
from simanalogues.map_kinds.moment0 import MOMENT0
from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.report.explore.thumbnails import Framing, as_webp, framing_of, larger_pixels

# Ticks of a colour bar stand at least so far apart, in parts of its length.
TICK_GAP = 0.09


@dataclass(frozen=True)
class Layer:
    """One map of a tracer: its name in words, how it looks, and what of it is shown."""

    name: str
    look: Appearance
    framing: Framing

    @cached_property
    def n_pixels(self) -> int:
        """Width of the larger pictures."""
        return larger_pixels(self.framing)

    def larger(self, values: np.ndarray) -> str:
        """The larger picture of a map of shape (y, x), as a data URI."""
        return as_webp(self.framing.levels(values, self.n_pixels))


def layers_of(observation: ObservedMap, settings: Mapping) -> list[Layer]:
    """The map that networks see of a tracer, as all figures show it; of a velocity also its moment 0 in the same
    square, where that was observed."""
    look = appearance_of(observation, settings)
    kind, framing = observation.kind, framing_of(look)
    layers = [Layer(kind.title, look, framing)]
    if kind.is_velocity and kind.brightness.variable in observation.maps:
        beside = Brightness(observation, settings["flux"])
        layers.append(Layer(MOMENT0.title, beside, replace(framing, stretch=beside.stretch())))
    return layers


def described_layer(layer: Layer) -> dict[str, object]:
    """What the page is told of a layer: the observation's picture, 256 colours (red, green, blue), what is drawn."""
    look = layer.look
    colours = matplotlib.colormaps[look.colour_map](np.arange(256), bytes=True)[:, :3]
    return {
        "name": layer.name,
        "label": look.label,
        "observed": layer.larger(look.observed()),
        "colours": base64.b64encode(np.ascontiguousarray(colours).tobytes()).decode(),
        "empty": [round(255 * part) for part in to_rgb(look.empty)],
        "ink": look.ink,
        "stars": list(look.stars),
        "ticks": ticks_of(look),
        "outline": None if look.outline is None else look.outline.corners_au().round(2).tolist(),
    }


def described_sky(layer: Layer) -> dict[str, float]:
    """Lengths in AU and angles in degrees of what is drawn over the maps of a tracer: see `sky_panel`."""
    observation = layer.look.observation
    shown_au = layer.framing.width * observation.pixel_au
    return {
        "shown_au": float(shown_au),
        "bar_au": round_length(shown_au / 4),
        "projected_separation_au": observation.projected_separation_au,
        "beam_major_au": observation.beam.major_au,
        "beam_minor_au": observation.beam.minor_au,
        "beam_angle_deg": observation.beam.angle_deg,
        "position_angle_deg": observation.position_angle_deg,
    }


def ticks_of(look: Appearance) -> list[tuple[float, str]]:
    """Place along the colour bar, 0 to 1, and text of its ticks; of those that would touch the first stays."""
    stretch, values = look.stretch(), look.ticks()
    if values is None:
        values = MaxNLocator(6).tick_values(stretch.vmin, stretch.vmax)
    ticks: list[tuple[float, str]] = []
    for value in values[(values >= stretch.vmin) & (values <= stretch.vmax)]:
        place = float(stretch(value))
        if not ticks or place - ticks[-1][0] >= TICK_GAP:
            ticks.append((place, f"{value:g}".replace("-", "−")))
    return ticks
