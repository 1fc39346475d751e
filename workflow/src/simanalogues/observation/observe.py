"""The observation stage: one FITS image becomes the framed map, mask, noise and beam that all else is compared to."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.observation.coverage import require_inside, warn_if_coarse, warn_of_missing
from simanalogues.observation.fits_image import FitsImage, read_fits_image
from simanalogues.observation.noise_of_map import Noise, noise_of_map
from simanalogues.schema.files import write_dataset
from simanalogues.sky import framing
from simanalogues.sky.beam import FrameBeam, frame_beam, require_sampled
from simanalogues.sky.geometry import PairOnSky, pair_of_target, sky_position


def observe(
    fits: str | Path, *, target: Mapping, tracer: str, entry: Mapping, frame: Mapping, destination: str | Path
) -> None:
    """Read an observed image, put it into the frame, and write it as a file of kind 'observation'.

    Parameters
    ----------
    fits
        The image.
    target
        `name`, `distance_pc`, `primary` and `secondary` ([ra, dec] in degrees or sexagesimal).
    tracer, entry
        The tracer's name and its config block. Its `hdu`, `beam`, `unit`, `frequency_ghz`, `wcs` and
        `noise_jy_per_beam`, all optional, win over the file.
    frame
        `image_pixels` along a side, and `field_au`, that side's length.
    destination
        NetCDF file.

    Raises
    ------
    InputMissing, ObservationInvalid
        The image cannot be used; the message says why, and which config key helps.
    ConfigError
        The star positions cannot be understood, or the pixel is too large for the beam.
    """
    image = read_fits_image(fits, entry)
    framed = framed_observation(image, target, entry, frame)
    framed.attrs |= {"target": str(target["name"]), "tracer": tracer, "file": image.name}
    # Read by the stage that renders: synthetic maps lose the emission that the interferometer did not see.
    framed.attrs |= {name: entry[name] for name in ("max_recoverable_scale_arcsec",) if name in entry}
    write_dataset(framed, "observation", destination)


def framed_observation(image: FitsImage, target: Mapping, entry: Mapping, frame: Mapping) -> xr.Dataset:
    """The framed map with its mask, the pixels that gave the noise, and the attributes that later stages read."""
    pair = pair_of_target(target)
    for who in ("primary", "secondary"):
        require_inside(image, sky_position(target[who], who), who)
    warn_if_coarse(image)
    distance_pc, n_pixels, field_au = float(target["distance_pc"]), frame["image_pixels"], float(frame["field_au"])
    beam = beam_attributes(image, pair, distance_pc)
    frame_shaped = FrameBeam(beam["beam_major_au"], beam["beam_minor_au"], beam["beam_angle_deg"])
    require_sampled(frame_shaped, field_au / n_pixels)
    wcs = framing.frame_wcs(pair, distance_pc=distance_pc, n_pixels=n_pixels, field_au=field_au)
    brightness = framing.frame(image.brightness, image.wcs, wcs).astype(np.float32)
    warn_of_missing(image.name, np.isfinite(brightness))
    noise = noise_of_map(image.name, brightness, frame_shaped, field_au / n_pixels, entry.get("noise_jy_per_beam"))
    framed = framed_variables(brightness, noise)
    framed.attrs |= pair_attributes(pair, distance_pc) | beam | {"frequency_hz": image.frequency_hz}
    framed.attrs |= flux_attributes(brightness, frame_shaped, field_au / n_pixels) | noise_attributes(noise)
    framed.attrs |= {"pixel_au": field_au / n_pixels, "field_au": field_au}
    return framed


def framed_variables(brightness: np.ndarray, noise: Noise) -> xr.Dataset:
    """The variables of the file, from the framed map in Jy/beam, NaN where nothing was observed."""
    return xr.Dataset(
        {
            "brightness": (("y", "x"), brightness),
            "observed": (("y", "x"), np.isfinite(brightness).astype(np.uint8)),
            "emission_free": (("y", "x"), noise.emission_free.astype(np.uint8)),
        }
    )


def pair_attributes(pair: PairOnSky, distance_pc: float) -> dict[str, float]:
    """How the pair lies on the sky."""
    return {
        "distance_pc": distance_pc,
        "projected_separation_au": pair.separation_au,
        "projected_separation_arcsec": pair.separation_arcsec,
        "position_angle_deg": pair.position_angle_deg,
        "centre_ra_deg": float(pair.centre.ra.deg),
        "centre_dec_deg": float(pair.centre.dec.deg),
    }


def beam_attributes(image: FitsImage, pair: PairOnSky, distance_pc: float) -> dict[str, float]:
    """The beam on the sky (east of ICRS north) and in the frame (from +y towards -x), FWHM."""
    major_arcsec, minor_arcsec = image.beam.major.to_value("arcsec"), image.beam.minor.to_value("arcsec")
    # BPA counts from the north of the map's own coordinates, which need not be ICRS.
    bpa_deg = image.beam.pa.to_value("deg") + framing.native_north_deg(image.wcs, pair.centre)
    beam = frame_beam(
        major_arcsec, minor_arcsec, bpa_deg, distance_pc=distance_pc, position_angle_deg=pair.position_angle_deg
    )
    return {
        "beam_major_arcsec": float(major_arcsec),
        "beam_minor_arcsec": float(minor_arcsec),
        "beam_position_angle_deg": float(bpa_deg),
        "beam_major_au": float(beam.major_au),
        "beam_minor_au": float(beam.minor_au),
        "beam_angle_deg": float(beam.angle_deg),
    }


def flux_attributes(brightness: np.ndarray, beam: FrameBeam, pixel_au: float) -> dict[str, float]:
    """Peak and total flux of the observed part of the frame."""
    return {
        "peak_jy_per_beam": float(np.nanmax(brightness)),
        "total_jy": float(np.nansum(brightness, dtype=np.float64) * pixel_au**2 / beam.area_au2()),
        "missing_fraction": float(np.isnan(brightness).mean()),
    }


def noise_attributes(noise: Noise) -> dict[str, float | int]:
    """The noise, and where it comes from."""
    return {
        "noise_jy_per_beam": noise.rms_jy_per_beam,
        "noise_measured": int(noise.measured),
        "noise_autocorrelation_difference": noise.correlation_difference,
    }
