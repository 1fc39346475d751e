"""The observation stage: one FITS file becomes the framed map, mask, noise and beam that all else is compared to."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.map_kinds.kind import FramedFrom
from simanalogues.map_kinds.registry import kind_of
from simanalogues.models.tracer_line import rest_frequency_hz
from simanalogues.observation.coverage import require_stars, warn_if_coarse, warn_of_missing
from simanalogues.observation.fits_image import read_fits_image
from simanalogues.observation.framed import flux_attributes, framed_variables
from simanalogues.observation.lines import framed_line
from simanalogues.observation.noise_of_map import Noise, noise_of_map
from simanalogues.observation.sky_frame import sky_frame
from simanalogues.schema.files import write_dataset
from simanalogues.schema.observation import OBSERVATION
from simanalogues.sky import framing


def observe(
    fits: str | Path, *, target: Mapping, tracer: str, entry: Mapping, frame: Mapping, destination: str | Path
) -> None:
    """Read an observed image or cube, put it into the frame, and write it as a file of kind 'observation'.

    Parameters
    ----------
    fits
        The image; of a line its cube, or a ready moment map.
    target
        `name`, `distance_pc`, `primary` and `secondary` ([ra, dec] in degrees or sexagesimal); for lines also
        `systemic_kms`.
    tracer, entry
        The tracer's name and its config block. Its `hdu`, `beam`, `unit`, `frequency_ghz`, `wcs` and
        `noise_jy_per_beam`, all optional, win over the file. Its `kind` is a continuum where it is not given; lines
        also have `velocity_range_kms`, `n_channels`, `subtract_continuum`, and `line`, which names the molecule and the
        transition, or `line_frequency_hz` instead of it.
    frame
        `image_pixels` along a side, and `field_au`, that side's length.
    destination
        NetCDF file.

    Raises
    ------
    InputMissing, ObservationInvalid
        The image cannot be used; the message says why, and which config key helps.
    ConfigError
        The star positions cannot be understood, the pixel is too large for the beam, or the velocity range is none.
    """
    write_dataset(
        framed_observation(fits, target=target, tracer=tracer, entry=entry, frame=frame), OBSERVATION, destination
    )


def framed_observation(fits: str | Path, *, target: Mapping, tracer: str, entry: Mapping, frame: Mapping) -> xr.Dataset:
    """The same as a dataset."""
    kind = kind_of(entry)
    if entry.get("line"):
        entry = {**entry, "line_frequency_hz": rest_frequency_hz(entry["line"])}
    framed = FRAMED[kind.framed_from](fits, target, entry, frame)
    framed.attrs |= {"target": str(target["name"]), "tracer": tracer, "file": Path(fits).name, "map_kind": kind.name}
    # Read by the stage that renders: synthetic maps lose the emission that the interferometer did not see.
    framed.attrs |= {name: entry[name] for name in ("max_recoverable_scale_arcsec",) if name in entry}
    return framed


def framed_continuum(path: str | Path, target: Mapping, entry: Mapping, frame: Mapping) -> xr.Dataset:
    """The framed map with its mask, the pixels that gave the noise, and the attributes that later stages read."""
    image = read_fits_image(path, entry)
    require_stars(image.name, image.wcs, np.isfinite(image.brightness), target)
    warn_if_coarse(image.name, image.wcs, image.beam)
    sky = sky_frame(image.wcs, image.beam, target, frame)
    brightness = framing.frame(image.brightness, image.wcs, sky.wcs).astype(np.float32)
    warn_of_missing(image.name, np.isfinite(brightness))
    noise = noise_of_map(image.name, brightness, sky.beam, sky.pixel_au, entry.get("noise_jy_per_beam"))
    observed = np.isfinite(brightness)
    framed = framed_variables(observed, noise.emission_free, brightness=brightness)
    framed.attrs |= sky.attributes | {"frequency_hz": image.frequency_hz}
    framed.attrs |= flux_attributes(brightness, sky, "jy") | noise_attributes(noise)
    framed.attrs |= {"missing_fraction": float(1 - observed.mean())}
    return framed


def noise_attributes(noise: Noise) -> dict[str, float | int]:
    """The noise, and where it comes from."""
    return {
        "noise_jy_per_beam": noise.rms,
        "noise_measured": int(noise.measured),
        "noise_autocorrelation_difference": noise.correlation_difference,
    }


# How each form of file becomes the framed dataset.
FRAMED = {FramedFrom.PLANE: framed_continuum, FramedFrom.LINE: framed_line}
