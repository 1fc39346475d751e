"""The one path from brightness to what a network sees, for observed and synthetic maps: flux, noise, mask, stretch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

import numpy as np

from simanalogues.embedding.framing import Framing
from simanalogues.embedding.stretch import CURVES, LIMIT_SIGMA, stretch_of
from simanalogues.errors import ConfigError
from simanalogues.log import LOGGER
from simanalogues.sky.noise import correlated_noise

CHOICES = {
    "noise": ("match", "floor", "none"),
    "flux": ("peak", "total", "absolute"),
    "stretch": tuple(CURVES),
    "feature": ("grid", "pooled", "full"),
}


@dataclass(frozen=True)
class Preparation:
    """One choice of how maps are prepared and which feature is kept.

    noise
        `match` adds noise of the observation's rms and beam to synthetic maps; `floor` raises everything below
        3 sigma to it, in both; `none` does nothing.
    flux
        `peak` or `total` scales a synthetic map to the observation's over the observed pixels, before noise;
        `absolute` leaves it.
    stretch, softening
        See `stretch`; the softening is in standard deviations of the noise.
    feature
        `grid`, `pooled` or `full`; see `extraction`.
    """

    noise: str = "match"
    flux: str = "peak"
    stretch: str = "asinh"
    feature: str = "grid"
    softening: float = 3.0

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ConfigError(f"`{name}: {getattr(self, name)}` cannot be: choose one of {', '.join(choices)}")
        if not self.softening > 0:
            raise ConfigError(f"`softening: {self.softening}` cannot be: expected a number above 0, in sigma")

    @classmethod
    def from_settings(cls, settings: Mapping) -> "Preparation":
        """Take this class's entries from a config block; the others belong to the network and its weights."""
        return cls(**{field.name: settings[field.name] for field in fields(cls) if field.name in settings})

    def as_attributes(self) -> dict[str, str | float]:
        """The choices as attributes of a NetCDF file."""
        return asdict(self)


def prepared_map(
    brightness: np.ndarray, framing: Framing, preparation: Preparation, *, rng: np.random.Generator | None = None
) -> np.ndarray:
    """What a network sees of a map.

    Parameters
    ----------
    brightness
        Shape (y, x), Jy/beam, no NaN: a synthetic map, or `framing.brightness` itself, whose flux scale is 1.
    framing
        The observation that gives flux, noise, mask and limits.
    preparation
        What to do.
    rng
        Of the image's noise; None for the observation, which has its own.

    Returns
    -------
    np.ndarray
        Shape (y, x), float32 in 0-1. Pixels that were not observed are as 0 Jy/beam.
    """
    prepared = brightness * flux_scale(brightness, framing, preparation.flux)
    if preparation.noise == "match" and rng is not None:
        prepared = prepared + correlated_noise(prepared.shape, framing.beam, framing.pixel_au, framing.noise, rng)
    prepared = np.where(framing.observed, prepared, 0.0)
    floored = preparation.noise == "floor"
    if floored:
        prepared = np.maximum(prepared, LIMIT_SIGMA * framing.noise)
    return stretch_of(framing, preparation.stretch, floored=floored, softening=preparation.softening)(prepared)


def flux_scale(brightness: np.ndarray, framing: Framing, flux: str) -> float:
    """Factor that gives a map the observation's peak or total over the observed pixels.

    It is 1 for `absolute`, and for a map without emission there, which no factor can make as bright.
    """
    if flux == "absolute":
        return 1.0
    measure = np.max if flux == "peak" else np.sum
    own, wanted = measure(brightness[framing.observed], initial=0.0), measure(framing.brightness[framing.observed])
    if not own > 0:
        LOGGER.warning("a synthetic map has no emission where the target was observed: it stays unscaled")
        return 1.0
    return float(wanted / own)
