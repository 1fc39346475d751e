"""How maps of each kind are shown: their variables, unit, colours and stretch, and what of a synthetic map is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from matplotlib.colors import AsinhNorm, Normalize

from simanalogues.figures.style import PRIMARY, PRIMARY_ON_VELOCITY, SECONDARY
from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.sky.crop import Crop, crop_of, velocity_limit
from simanalogues.sky.moments import significant

# The asinh stretch is linear up to this many times the noise, and to this part of the peak where there is none.
LINEAR_NOISES = 3.0
LEAST_LINEAR = 1e-3
# Of moment 1 is shown what holds the crop and the stars, and so much more.
MARGIN = 1.12
NICE_STEPS = np.array([1, 2, 5])


@dataclass(frozen=True)
class Appearance:
    """What is shown of one tracer's observation and of the synthetic maps beside it."""

    observation: ObservedMap
    outline: ClassVar[Crop | None] = None

    @property
    def tracer(self) -> str:
        """Name of the tracer."""
        return self.observation.tracer

    @property
    def shown_au(self) -> float:
        """Width of what is shown about the midpoint of the stars."""
        return self.observation.field_au

    @property
    def seen(self) -> np.ndarray:
        """Which pixels were observed, shape (y, x)."""
        return self.observation.observed


@dataclass(frozen=True)
class Brightness(Appearance):
    """Continuum or moment 0: asinh from 0 to the observation's peak, synthetic maps scaled in flux.

    flux
        `peak`, `total` or `absolute`: what of the observation synthetic maps are scaled to.
    """

    flux: str
    colour_map: ClassVar[str] = "inferno"
    empty: ClassVar[str] = "0.7"
    ink: ClassVar[str] = "white"
    stars: ClassVar[tuple[str, str]] = (PRIMARY, SECONDARY)
    tick_format: ClassVar[str | None] = "%g"

    @property
    def variables(self) -> tuple[str, ...]:
        """What of an images file is needed."""
        return (self.variable,)

    @property
    def variable(self) -> str:
        """The map that is shown."""
        return self.observation.kind.brightness.variable

    def observed(self) -> np.ndarray:
        """The observed map, shape (y, x), NaN where nothing was observed."""
        return self.observation.maps[self.variable]

    def synthetic(self, maps: Mapping[str, np.ndarray]) -> np.ndarray:
        """A synthetic map with the observation's peak or total over the observed pixels, or as it is (`absolute`).

        So the networks see it, but for noise. A map without emission stays as it is.
        """
        values = maps[self.variable]
        if self.flux == "absolute":
            return values
        measure = {"peak": np.max, "total": np.sum}[self.flux]
        ours = float(measure(values[self.seen]))
        return values * (float(measure(self.observed()[self.seen])) / ours) if ours > 0 else values

    def stretch(self) -> Normalize:
        """Value to colour, in Jy/beam (km/s): the same for all maps of a figure."""
        peak = self.observation.peak
        linear = max(LINEAR_NOISES * self.observation.noise, LEAST_LINEAR * peak)
        return AsinhNorm(linear_width=linear, vmin=0.0, vmax=peak)

    def ticks(self) -> np.ndarray:
        """0 and the numbers 1, 2, 5 x 10^n from where the stretch bends up to the peak."""
        stretch = self.stretch()
        powers = 10.0 ** np.arange(np.floor(np.log10(stretch.linear_width)), np.log10(stretch.vmax))
        ticks = np.outer(powers, NICE_STEPS).ravel()
        return np.concatenate([[0.0], ticks[(ticks >= stretch.linear_width / 2) & (ticks <= stretch.vmax)]])

    @property
    def label(self) -> str:
        """What the colour bar says."""
        scaled = "" if self.flux == "absolute" else ", synthetic maps scaled to the observation"
        brightness = self.observation.kind.brightness
        return f"{brightness.quantity} ({brightness.unit}){scaled}"


@dataclass(frozen=True)
class Velocity(Appearance):
    """Moment 1: linear and symmetric about the systemic velocity, receding red; never scaled.

    n_sigma
        Moment 1 is shown where moment 0 exceeds this many standard deviations of its noise.
    crop
        The tracer's `crop` block: the square that networks see.
    given_limit_kms
        Velocity at the ends of the colours; None for the largest one observed in the crop.
    """

    n_sigma: float
    crop: Mapping
    given_limit_kms: float | None = None
    colour_map: ClassVar[str] = "RdBu_r"
    empty: ClassVar[str] = "0.82"
    ink: ClassVar[str] = "black"
    stars: ClassVar[tuple[str, str]] = (PRIMARY_ON_VELOCITY, SECONDARY)
    tick_format: ClassVar[str | None] = None
    label: ClassVar[str] = "velocity relative to systemic (km/s), positive recedes"

    @property
    def variables(self) -> tuple[str, ...]:
        """What of an images file is needed."""
        return self.observation.kind.variables

    @property
    def threshold(self) -> float:
        """Least moment 0 in Jy/beam km/s where moment 1 counts; 0 where no noise is known."""
        return self.n_sigma * float(np.nan_to_num(self.observation.noise))

    def observed(self) -> np.ndarray:
        """The observed moment 1 where it counts, else NaN, shape (y, x)."""
        return self.synthetic(self.observation.maps)

    def synthetic(self, maps: Mapping[str, np.ndarray]) -> np.ndarray:
        """A moment 1 where its own moment 0 is above the threshold and something was observed, else NaN."""
        seen = self.seen & np.isfinite(self.observation.maps["moment1"])
        counts = significant(maps.get("moment0"), seen, self.threshold)
        return np.where(counts, maps["moment1"], np.nan)

    @cached_property
    def outline(self) -> Crop:
        """The square that networks see."""
        places = {"pixel_au": self.observation.pixel_au, "separation_au": self.observation.projected_separation_au}
        return crop_of(self.crop, np.isfinite(self.observed()), **places)

    @property
    def shown_au(self) -> float:
        """Width about the midpoint that holds the crop and both stars, at most the frame."""
        reach = max(np.abs(self.outline.corners_au()).max(), self.observation.projected_separation_au / 2)
        return min(2 * MARGIN * reach, self.observation.field_au)

    @cached_property
    def limit_kms(self) -> float:
        """Velocity at the ends of the colours."""
        if self.given_limit_kms is not None:
            return self.given_limit_kms
        shown = self.observed()
        return velocity_limit(shown, np.isfinite(shown), self.outline, pixel_au=self.observation.pixel_au)

    def stretch(self) -> Normalize:
        """Value to colour, in km/s, with 0 in the middle."""
        return Normalize(-self.limit_kms, self.limit_kms)

    def ticks(self) -> None:
        """Matplotlib's own."""
        return None
