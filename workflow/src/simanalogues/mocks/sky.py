"""The sky of a mock observation: pixels with north up and east left, and the camera that sees them so."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from astropy.io import fits

from simanalogues.map_kinds.observed_map import Channels, ImagePlane, SkyBeam
from simanalogues.sky.beam import FrameBeam
from simanalogues.transfer.camera import axes_of

ANGLES = ("incl_deg", "phi_deg", "posang_deg")
# A cube's own pixels may be too wide for its beam to be convolved with. Odd: every third centre of the finer pixels is
# one of the cube's.
FINER = 3


def sky_like(header: fits.Header, target: Mapping, noise_jy_per_beam: float) -> ImagePlane:
    """Pixels, channels, beam and noise of a cube as those of an observation, but for its +y: north.

    The pixels are `FINER` times finer. Beam angles count from +y towards -x, which is from north to east here.

    Parameters
    ----------
    header
        Of a square cube with north up and east left, whose third axis is radio velocity in m/s.
    target
        Its config block: `distance_pc`, `systemic_kms`.
    noise_jy_per_beam
        Of every channel; channels are independent.
    """
    n_pixels, distance_pc = FINER * header["NAXIS1"], target["distance_pc"]
    pixel_au = header["CDELT2"] * 3600 * distance_pc / FINER
    major_arcsec, minor_arcsec = header["BMAJ"] * 3600, header["BMIN"] * 3600
    first_kms = (header["CRVAL3"] + (1 - header["CRPIX3"]) * header["CDELT3"]) / 1e3
    return ImagePlane(
        n_pixels=n_pixels,
        pixel_au=pixel_au,
        field_au=n_pixels * pixel_au,
        distance_pc=distance_pc,
        beam=FrameBeam(major_arcsec * distance_pc, minor_arcsec * distance_pc, header["BPA"]),
        beam_on_sky=SkyBeam(major_arcsec, minor_arcsec, header["BPA"]),
        channels=Channels(
            first_kms=first_kms - target["systemic_kms"],
            width_kms=header["CDELT3"] / 1e3,
            n_channels=header["NAXIS3"],
            noise_jy_per_beam=noise_jy_per_beam,
        ),
    )


def on_pixels_of_cube(maps: np.ndarray) -> np.ndarray:
    """Maps on the finer pixels, shape (..., y, x), at the centres of the cube's."""
    return maps[..., FINER // 2 :: FINER, FINER // 2 :: FINER]


def view_of(truth: Mapping) -> xr.Dataset:
    """The direction of the mock observation, with north as +y, from RADMC-3D's angles: `incl_deg`, `phi_deg`, and
    `posang_deg`, which turns the pair to its position angle on the sky."""
    n_obs, _, north = axes_of(*(np.array(truth[angle]) for angle in ANGLES))
    return xr.Dataset({name: (("view", "xyz"), vector[None]) for name, vector in (("sightline", n_obs), ("up", north))})
