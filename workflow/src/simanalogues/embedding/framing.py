"""The observation as the embedding uses it: its map, where it was observed, its beam and its noise."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import ContractBroken, ObservationInvalid
from simanalogues.schema.files import read_dataset
from simanalogues.sky.beam import FrameBeam

# Counter-clockwise as displayed with y upward; rows count upward too, so NumPy's sense of rotation is the opposite.
VARIANTS = {
    "observed": lambda values: values,
    "mirrored": lambda values: values[:, ::-1],
    "turned90": lambda values: np.rot90(values, -1),
    "turned180": lambda values: np.rot90(values, 2),
}


@dataclass(frozen=True)
class Framing:
    """A framed observation.

    brightness
        Shape (y, x), Jy/beam, 0 where nothing was observed.
    observed
        Shape (y, x), bool.
    beam, pixel_au
        The beam in the frame, and the width of a pixel.
    noise_jy_per_beam
        Standard deviation of the observation's noise.
    """

    brightness: np.ndarray
    observed: np.ndarray
    beam: FrameBeam
    pixel_au: float
    noise_jy_per_beam: float

    @property
    def peak_jy_per_beam(self) -> float:
        """The highest observed brightness."""
        return float(self.brightness[self.observed].max())

    def variant(self, name: str) -> "Framing":
        """The observation mirrored (x -> -x) or turned counter-clockwise, its mask alike; see `VARIANTS`."""
        change = VARIANTS[name]
        return replace(self, brightness=change(self.brightness), observed=change(self.observed))


def read_framing(path: str | Path) -> Framing:
    """Read what the embedding needs of a file of kind "observation".

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        The file is not there, damaged, of another kind, or lacks an attribute.
    ObservationInvalid
        No pixel was observed, nothing in the map is brighter than 0, or the noise is negative or not a number.
    """
    dataset = read_dataset(path, "observation")
    observed = dataset["observed"].values.astype(bool) & np.isfinite(dataset["brightness"].values)
    framing = Framing(
        brightness=np.where(observed, dataset["brightness"].values, 0.0).astype(np.float64),
        observed=observed,
        beam=FrameBeam(*(attribute(dataset, f"beam_{name}", path) for name in ("major_au", "minor_au", "angle_deg"))),
        pixel_au=attribute(dataset, "pixel_au", path),
        noise_jy_per_beam=attribute(dataset, "noise_jy_per_beam", path),
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
    if not framing.peak_jy_per_beam > 0:
        raise ObservationInvalid(
            f"{path}: the highest brightness in the frame is {framing.peak_jy_per_beam:.3g} Jy/beam, expected above 0: "
            "check the star positions and the unit of the FITS image"
        )
    if not framing.noise_jy_per_beam >= 0:
        raise ObservationInvalid(
            f"{path}: the noise is {framing.noise_jy_per_beam} Jy/beam, expected 0 or more: give it in the config"
        )
