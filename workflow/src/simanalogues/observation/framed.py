"""Variables and attributes that all framed maps have in common."""

import numpy as np
import xarray as xr

from simanalogues.observation.sky_frame import SkyFrame


def framed_variables(observed: np.ndarray, emission_free: np.ndarray, **maps: np.ndarray) -> xr.Dataset:
    """The variables of the file: maps by name, and the two masks, all of shape (y, x)."""
    masks = {"observed": observed.astype(np.uint8), "emission_free": emission_free.astype(np.uint8)}
    variables = {name: values.astype(np.float32) for name, values in maps.items()} | masks
    return xr.Dataset({name: (("y", "x"), values) for name, values in variables.items()})


def flux_attributes(brightness: np.ndarray, sky: SkyFrame, unit: str) -> dict[str, float]:
    """Peak and total flux of the observed part of the frame.

    Parameters
    ----------
    brightness
        Shape (y, x), per beam, NaN where nothing was observed.
    unit
        As attributes write it without the beam: `jy`, or `jy_kms` of a moment 0.
    """
    return {
        f"peak_{unit}_per_beam": float(np.nanmax(brightness)),
        f"total_{unit}": float(np.nansum(brightness, dtype=np.float64) * sky.pixel_au**2 / sky.beam.area_au2()),
    }
