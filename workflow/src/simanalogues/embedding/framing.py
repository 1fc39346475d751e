"""An observed brightness as the embedding uses it: the map, where it was observed, its beam and its noise.

The map is the continuum in Jy/beam, or moment 0 of a line in Jy/beam km/s.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import ObservationInvalid
from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.sky.beam import FrameBeam


@dataclass(frozen=True)
class Framing:
    """A framed observation.

    brightness
        Shape (y, x), 0 where nothing was observed.
    observed
        Shape (y, x), bool.
    beam, pixel_au
        The beam in the frame, and the width of a pixel.
    noise
        Standard deviation of the observation's noise, in the unit of the map.
    """

    brightness: np.ndarray
    observed: np.ndarray
    beam: FrameBeam
    pixel_au: float
    noise: float

    @property
    def peak(self) -> float:
        """The highest observed brightness."""
        return float(self.brightness[self.observed].max())


def framing_of(sky: ObservedMap, path: str | Path) -> Framing:
    """What the embedding needs of an observed brightness; `path`, of its file, is for messages.

    Raises
    ------
    ObservationInvalid
        No pixel was observed, nothing in the map is brighter than 0, or the noise is negative or not a number.
    """
    values = sky.maps[sky.kind.brightness.variable]
    observed = sky.observed & np.isfinite(values)
    framing = Framing(
        brightness=np.where(observed, values, 0.0).astype(np.float64),
        observed=observed,
        beam=sky.beam,
        pixel_au=sky.pixel_au,
        noise=sky.noise,
    )
    require_usable(framing, path)
    return framing


def require_usable(framing: Framing, path: str | Path) -> None:
    """Raise ObservationInvalid where there is nothing to compare with."""
    if not framing.observed.any():
        raise ObservationInvalid(f"{path}: no pixel of the frame was observed: check the star positions and `field_au`")
    if not framing.peak > 0:
        raise ObservationInvalid(
            f"{path}: the highest brightness in the frame is {framing.peak:.3g}, expected above 0: "
            "check the star positions and the unit of the FITS image"
        )
    if not framing.noise >= 0:
        raise ObservationInvalid(f"{path}: the noise is {framing.noise}, expected 0 or more: give it in the config")
