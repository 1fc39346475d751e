"""From moment 1 to what a network sees of it (paper section 3.1): crop, threshold, resample, fill, grey scale.

Moment 1 is never interpolated across its mask: moment 0 and moment 0 x moment 1 are resampled, and divided. A moment 1
that comes without moment 0 is first continued beyond its mask by its nearest values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.sky.crop import Crop, crop_of, resampled, velocity_limit
from simanalogues.sky.framing import nearest_filled
from simanalogues.sky.moments import significant


@dataclass(frozen=True)
class VelocityFraming:
    """An observed moment 1.

    moment0, moment1
        Shape (y, x); moment 0 is None where moment 1 came masked.
    observed
        Shape (y, x), bool: where the observation has a value, which masks synthetic maps too.
    crop, pixel_au
        What of the frame is seen, and the width of the frame's pixels.
    n_pixels
        Along each side of what a network sees.
    threshold
        Of moment 0, in Jy/beam km/s.
    limit_kms
        Velocity at the white end of the grey scale; its negative is black, and the systemic velocity the middle.
    """

    moment0: np.ndarray | None
    moment1: np.ndarray
    observed: np.ndarray
    crop: Crop
    pixel_au: float
    n_pixels: int
    threshold: float
    limit_kms: float

    def prepared(self, moment0: np.ndarray | None, moment1: np.ndarray) -> np.ndarray:
        """What a network sees of a map in the frame, shape (n_pixels, n_pixels), float32 in 0-1."""
        velocity_kms, known = self.on_crop(moment0, moment1)
        if not known.any():
            LOGGER.warning("a map has no velocity in the crop: nothing exceeds the threshold; it is all grey")
            return np.full(known.shape, 0.5, dtype=np.float32)
        filled = nearest_filled(velocity_kms, known)
        return np.clip(0.5 + filled / (2 * self.limit_kms), 0.0, 1.0).astype(np.float32)

    def on_crop(self, moment0: np.ndarray | None, moment1: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Velocity in km/s on the pixels of the crop, and where it is known."""
        place = {"pixel_au": self.pixel_au, "n_pixels": self.n_pixels}
        observed = resampled(self.observed, self.crop, **place, order=1) > 0.5
        if moment0 is None:
            return resampled(nearest_filled(moment1, np.isfinite(moment1)), self.crop, **place), observed
        # Continued beyond the observation's mask in both alike, so that the splines neither ring there nor differ.
        first, total = (
            resampled(nearest_filled(np.nan_to_num(values), self.observed), self.crop, **place)
            for values in (moment0 * moment1, moment0)
        )
        known = significant(total, observed, self.threshold) & (total > 0)
        return np.divide(first, total, out=np.zeros_like(first), where=known), known

    def as_attributes(self) -> dict[str, float]:
        """What decided on the maps, as attributes of a NetCDF file."""
        crop = {
            f"crop_{name}": float(getattr(self.crop, name)) for name in ("x_au", "y_au", "width_au", "rotation_deg")
        }
        return crop | {"threshold_jy_kms_per_beam": self.threshold, "velocity_limit_kms": self.limit_kms}


def velocity_framing_of(sky: ObservedMap, settings: Mapping, path: str | Path) -> VelocityFraming:
    """What the embedding needs of an observed moment 1.

    Parameters
    ----------
    settings
        The tracer's `n_sigma`, `crop`, and `velocity_limit_kms` where it is given; `threshold_jy_kms_per_beam` wins
        over `n_sigma`, for an observation that is compared with maps prepared like another one.
    path
        Of its file, for messages.

    Raises
    ------
    ObservationInvalid
        No pixel exceeds the threshold, or no square about the crop's centre is filled well enough.
    ConfigError
        The crop does not lie in the frame.
    """
    maps = {name: values.astype(float) for name, values in sky.maps.items()}
    moment0, moment1 = maps.get("moment0"), maps["moment1"]
    observed = sky.observed & np.isfinite(moment1)
    threshold = settings.get("threshold_jy_kms_per_beam", settings["n_sigma"] * sky.noise)
    present = significant(moment0, observed, threshold)
    if not present.any():
        raise ObservationInvalid(
            f"{path}: moment 0 exceeds {settings['n_sigma']:g} times its noise ({threshold:.3g} Jy/beam km/s) nowhere "
            "in the frame: lower `n_sigma` of the tracer, or check `velocity_range_kms` and `systemic_kms`"
        )
    place = {"pixel_au": sky.pixel_au}
    crop = crop_of(settings["crop"], present, **place, separation_au=sky.projected_separation_au)
    if not (resampled(present, crop, **place, n_pixels=len(present), order=0) > 0).any():
        raise ObservationInvalid(
            f"{path}: moment 0 exceeds {settings['n_sigma']:g} times its noise nowhere in the crop: lower `n_sigma` of "
            "the tracer, or change its `crop`"
        )
    limit_kms = settings.get("velocity_limit_kms") or velocity_limit(moment1, present, crop, **place)
    n_pixels = settings["crop"].get("image_pixels") or len(observed)
    return VelocityFraming(moment0, moment1, observed, crop, place["pixel_au"], n_pixels, threshold, float(limit_kms))
