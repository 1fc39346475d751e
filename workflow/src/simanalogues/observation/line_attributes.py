"""Variables and attributes that the framed maps of a line have in common."""

import numpy as np
import xarray as xr

from simanalogues.observation.sky_frame import SkyFrame


def line_variables(observed: np.ndarray, emission_free: np.ndarray, **moments: np.ndarray) -> xr.Dataset:
    """The variables of the file: moments by name, and the two masks, all of shape (y, x)."""
    masks = {"observed": observed.astype(np.uint8), "emission_free": emission_free.astype(np.uint8)}
    maps = {name: moment.astype(np.float32) for name, moment in moments.items()} | masks
    return xr.Dataset({name: (("y", "x"), values) for name, values in maps.items()})


def flux_attributes(moment0: np.ndarray, sky: SkyFrame) -> dict[str, float]:
    """Peak and total flux of the observed part of the frame, from moment 0 in Jy/beam km/s."""
    return {
        "peak_jy_kms_per_beam": float(np.nanmax(moment0)),
        "total_jy_kms": float(np.nansum(moment0, dtype=np.float64) * sky.pixel_au**2 / sky.beam.area_au2()),
    }
