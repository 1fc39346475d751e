"""How far a new observation may differ from the one that the images of a catalogue were made for.

Numbers in the reasons say how far that moves the features of an image, over how far another draw of its noise does: the
largest of three images of the demo with the continuum's beam and noise, and of pixels and MobileNet. What has no number
was not measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simanalogues.map_kinds.observed_map import Channels, ObservedMap

VIEWS, IMAGES, EMBEDDING = "views", "images", "embedding"
RATIO, DIFFERENCE, TURN = "ratio", "difference", "turn"


@dataclass(frozen=True)
class Tolerance:
    """What two observations may differ by.

    quantity, unit
        What is compared.
    how
        `ratio` of the larger to the smaller; `difference`; or `turn`, the same of angles that repeat after 180 deg.
    allowed
        The largest one that is accepted.
    stage
        The first that has to run where it is exceeded.
    reason
        Why so much.
    scale
        A quantity of the catalogue's observation that `allowed` is multiplied by; 1 where none is named.
    """

    quantity: str
    unit: str
    how: str
    allowed: float
    stage: str
    reason: str
    scale: str = ""

    def limit(self, cached: Mapping[str, float | None]) -> float:
        """The largest ratio or difference beside this observation."""
        return self.allowed * cached[self.scale] if self.scale else self.allowed

    def is_kept(self, query: float | None, cached: Mapping[str, float | None]) -> bool:
        """Whether a value is near enough to the catalogue's: what neither has agrees, what only one has does not."""
        expected = cached[self.quantity]
        if query is None or expected is None or query == expected:
            return query == expected
        if self.how == RATIO:
            return min(query, expected) > 0 and max(query / expected, expected / query) <= self.limit(cached)
        difference = abs(query - expected)
        if self.how == TURN:
            difference = min(difference % 180, 180 - difference % 180)
        return bool(difference <= self.limit(cached))


TOLERANCES = (
    Tolerance("separation", "AU", RATIO, 1.02, VIEWS, "each star moves by 1 % of it, a tenth of the demo's beam: 0.2"),
    Tolerance("field", "AU", RATIO, 1 + 1e-6, IMAGES, "a choice of the config, which can be made alike"),
    Tolerance("pixels along a side", "", DIFFERENCE, 0, IMAGES, "features are of that grid"),
    Tolerance("beam major axis", "AU", RATIO, 1.03, IMAGES, "both axes together: 0.26; at 10 %: 0.95"),
    Tolerance("beam minor axis", "AU", RATIO, 1.03, IMAGES, "as the major axis"),
    Tolerance(
        *("beam angle", "deg", TURN, 2.0, IMAGES, "over the ellipticity it changes a beam as 3 % of an axis do: 0.28"),
        scale="one over the ellipticity",
    ),
    Tolerance(
        "frequency of the continuum", "Hz", RATIO, 1.02, IMAGES, "4 to 8 % in brightness, nearly alike everywhere"
    ),
    Tolerance(
        "rest frequency", "Hz", RATIO, 1 + 1e-5, IMAGES, "tables of one line agree to this; another line does not"
    ),
    Tolerance("first channel", "km/s", DIFFERENCE, 0.5, IMAGES, "half a channel of a wing", scale="channel width"),
    Tolerance("last channel", "km/s", DIFFERENCE, 0.5, IMAGES, "half a channel of a wing", scale="channel width"),
    Tolerance("channel width", "km/s", RATIO, 1.1, IMAGES, "the noise of moments goes with its root"),
    Tolerance("largest scale", "AU", RATIO, 1.1, IMAGES, "the taper of the filter is wider than that"),
    Tolerance("S/N", "", RATIO, 1.2, EMBEDDING, "0.23; at 2: 0.68"),
    Tolerance("total flux over noise", "", RATIO, 1.2, EMBEDDING, "as S/N, where images are scaled to the total flux"),
    Tolerance("noise", "Jy/beam", RATIO, 1.2, EMBEDDING, "as S/N, where images keep their own flux"),
    Tolerance("S/N of moment 0", "", RATIO, 1.2, IMAGES, "as S/N; the noise of channels is added before moments"),
    Tolerance("noise of moment 0", "Jy/beam km/s", RATIO, 1.2, IMAGES, "moment 1 has the catalogue's threshold"),
)
# Shares of the frame's pixels that only one of the two has observed: of all, and of those with emission.
MASK = Tolerance("mask", "", DIFFERENCE, 0.01, EMBEDDING, "a strip along an edge: 0.33")
MASK_ON_EMISSION = Tolerance("mask on emission", "", DIFFERENCE, 0.0, EMBEDDING, "a hole of a beam, 0.1 %: 0.95")
EMISSION_SIGMA = 5.0


def quantities_of(sky: ObservedMap, flux: str) -> dict[str, float | None]:
    """What is compared of an observation; None for what it does not have, or what has no effect.

    Parameters
    ----------
    flux
        The preparation's: `peak`, `total` or `absolute`.
    """
    major, minor = sky.beam.major_au, sky.beam.minor_au
    return {
        "separation": sky.projected_separation_au,
        "field": sky.field_au,
        "pixels along a side": sky.n_pixels,
        "beam major axis": major,
        "beam minor axis": minor,
        "beam angle": sky.beam.angle_deg,
        "one over the ellipticity": major / (major - minor) if major > minor else np.inf,
        "frequency of the continuum": None if sky.kind.is_line else sky.frequency_hz,
        "rest frequency": sky.frequency_hz if sky.kind.is_line else None,
        "largest scale": sky.max_recoverable_scale_au,
        **_channels_of(sky.channels),
        **_brightness_of(sky, flux),
    }


def _channels_of(channels: Channels | None) -> dict[str, float | None]:
    if channels is None:
        return dict.fromkeys(("first channel", "last channel", "channel width"))
    return {"first channel": channels.first_kms, "last channel": channels.last_kms, "channel width": channels.width_kms}


def _brightness_of(sky: ObservedMap, flux: str) -> dict[str, float | None]:
    """Peak and total over the noise, and the noise itself, each where it decides on what a network sees."""
    peak, total = (_over(value, sky.noise) for value in (sky.peak, sky.total_flux))
    is_velocity = sky.kind.is_velocity
    return {
        "S/N": None if is_velocity else peak,
        "S/N of moment 0": peak if is_velocity else None,
        "total flux over noise": total if flux == "total" and not is_velocity else None,
        "noise of moment 0": sky.noise if is_velocity else None,
        "noise": sky.noise if flux == "absolute" and not is_velocity else None,
    }


def _over(value: float | None, noise: float) -> float | None:
    if value is None:
        return None
    return value / noise if noise > 0 else np.inf
