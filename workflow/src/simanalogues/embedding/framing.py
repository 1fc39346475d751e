"""An observed brightness as the embedding uses it: the map, where it was observed, its beam and its noise.

The map is the continuum in Jy/beam, or moment 0 of a line in Jy/beam km/s.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import ContractBroken, ObservationInvalid
from simanalogues.schema.images import MAP_VARIABLES
from simanalogues.sky.beam import FrameBeam

# How the unit of each kind of brightness is written in attributes.
BRIGHTNESS = {"continuum": "jy_per_beam", "moment0": "jy_kms_per_beam"}


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


def framing_of(dataset: xr.Dataset, path: str | Path) -> Framing:
    """What the embedding needs of a dataset of kind "observation" that holds a brightness.

    Raises
    ------
    ContractBroken
        The file lacks an attribute.
    ObservationInvalid
        No pixel was observed, nothing in the map is brighter than 0, or the noise is negative or not a number.
    """
    kind = dataset.attrs["map_kind"]
    (variable,), unit = MAP_VARIABLES[kind], BRIGHTNESS[kind]
    observed = dataset["observed"].values.astype(bool) & np.isfinite(dataset[variable].values)
    framing = Framing(
        brightness=np.where(observed, dataset[variable].values, 0.0).astype(np.float64),
        observed=observed,
        beam=FrameBeam(*(attribute(dataset, f"beam_{name}", path) for name in ("major_au", "minor_au", "angle_deg"))),
        pixel_au=attribute(dataset, "pixel_au", path),
        noise=attribute(dataset, f"noise_{unit}", path),
    )
    require_usable(framing, path)
    return framing


def attribute(dataset: xr.Dataset, name: str, path: str | Path) -> float:
    """A global attribute as a float; ContractBroken where the file lacks it."""
    if name not in dataset.attrs:
        raise ContractBroken(f"{path} has no attribute '{name}': delete it and run snakemake again to make it anew")
    return float(dataset.attrs[name])


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
