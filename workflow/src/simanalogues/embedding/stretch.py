"""Stretches: one fixed, monotone function from brightness to 0-1 for observed and synthetic maps.

Its limits come from the observation alone: the upper one is the observation's peak, so that a map scaled to that peak
fills the range; the lower one is -3 sigma, so that nearly all noise about zero survives the clip (0.1 % of the pixels
are cut) and zero is a dark grey; with `noise: floor` it is the floor itself, +3 sigma.
"""

from dataclasses import dataclass

import numpy as np

from simanalogues.embedding.framing import Framing
from simanalogues.errors import ObservationInvalid

LIMIT_SIGMA = 3.0
# An observation without noise still needs a brightness at which asinh and log turn over.
SMALLEST_UNIT_OF_PEAK = 1e-3

CURVES = {
    "linear": lambda excess, turnover: excess,
    "asinh": lambda excess, turnover: np.arcsinh(excess / turnover),
    "log": lambda excess, turnover: np.log1p(excess / turnover),
}


@dataclass(frozen=True)
class Stretch:
    """y = (c(x) - c(lower)) / (c(upper) - c(lower)), x clipped to the limits, all in Jy/beam.

    The curve c is x for `linear`, asinh(x / turnover) for `asinh`, and ln(1 + (x - lower) / turnover) for `log`.
    """

    curve: str
    lower: float
    upper: float
    turnover: float

    def __call__(self, brightness: np.ndarray) -> np.ndarray:
        """The stretched map, same shape, float32 in 0-1."""
        curve = CURVES[self.curve]
        # asinh is linear about zero brightness, where the noise is; log starts at the lower limit.
        zero = self.lower if self.curve == "log" else 0.0
        low, high = (curve(limit - zero, self.turnover) for limit in (self.lower, self.upper))
        curved = curve(np.clip(brightness, self.lower, self.upper) - zero, self.turnover)
        return np.clip((curved - low) / (high - low), 0.0, 1.0).astype(np.float32)


def stretch_of(framing: Framing, curve: str, *, floored: bool, softening: float) -> Stretch:
    """The stretch that an observation prescribes.

    Parameters
    ----------
    framing
        The observation.
    curve
        `linear`, `asinh` or `log`.
    floored
        Whether everything below +3 sigma is raised to it.
    softening
        Turnover of asinh and log in standard deviations of the noise (at least 1e-3 of the peak counts as one).

    Raises
    ------
    ObservationInvalid
        The peak does not rise above the lower limit.
    """
    noise, peak = framing.noise, framing.peak
    lower = LIMIT_SIGMA * noise if floored else -LIMIT_SIGMA * noise
    if not peak > lower:
        raise ObservationInvalid(
            f"the observation's peak ({peak:.3g} Jy/beam) is not above {LIMIT_SIGMA:g} sigma of its noise "
            f"({noise:.3g} Jy/beam): nothing is left above the floor; use `noise: match`"
        )
    return Stretch(curve, lower, peak, softening * max(noise, SMALLEST_UNIT_OF_PEAK * peak))
