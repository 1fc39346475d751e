"""Moment maps that come ready: their units, and what their noise and channels are."""

import re
from collections.abc import Mapping

import astropy.units as u
import numpy as np
import xarray as xr

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.observation.brightness import jy_per_beam_factor, origin_of_unit, parsed_unit, written_unit
from simanalogues.observation.coverage import require_covered
from simanalogues.observation.fits_image import Plane, pixel_area_sr
from simanalogues.observation.framed import flux_attributes, framed_variables
from simanalogues.observation.noise_of_map import noise_of_map, require_noise
from simanalogues.observation.sky_frame import SkyFrame
from simanalogues.sky import framing
from simanalogues.sky.moments import integrated_noise

# 'km/s', 'm s-1', 'km.s**-1' and the like, anywhere in a unit; astropy takes 'Jy/beam.km/s' for Jy/(beam km s).
SPEED = re.compile(
    r"(?<![A-Za-z])(k?m)\s*(?:/\s*s(?:ec)?|[.*\s]\s*s(?:ec)?\s*(?:\*\*|\^)?\s*\(?\s*-\s*1\s*\)?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
KMS_PER_UNIT = {"km": 1.0, "m": 1e-3}
# Beyond these multiples of the velocity range the median velocity of a map speaks of another unit.
PLAUSIBLE = (1e-3, 3.0)


def moment0_factor(plane: Plane, entry: Mapping, line_hz: float) -> float:
    """What turns a moment 0 in the unit of its file, or of the config, into Jy/beam km/s.

    Raises
    ------
    ObservationInvalid
        The unit is missing, or is no integrated brightness.
    """
    text = written_unit(plane.name, plane.header, entry)
    speed = SPEED.search(text)
    if speed is None:
        raise ObservationInvalid(
            f"{plane.name}: {origin_of_unit(entry)} is '{text}', which is no integrated brightness: a moment 0 is in "
            f"Jy/beam km/s, Jy/beam m/s, K km/s or the like. Give the right `unit` of the tracer in the config, or "
            f"another `file`"
        )
    brightness = f"{text[: speed.start()].rstrip(' .*')} {text[speed.end() :].lstrip(' .*')}".strip()
    unit = parsed_unit(plane.name, brightness, entry) if brightness else u.dimensionless_unscaled
    area_sr = pixel_area_sr(plane.wcs)
    factor = jy_per_beam_factor(plane.name, unit, beam=plane.beam, pixel_area_sr=area_sr, frequency_hz=line_hz)
    return factor * KMS_PER_UNIT[speed[1].lower()]


def moment1_factor(plane: Plane, entry: Mapping) -> float:
    """What turns a moment 1 in the unit of its file, or of the config, into km/s.

    Raises
    ------
    ObservationInvalid
        The unit is missing, or is no velocity.
    """
    text = written_unit(plane.name, plane.header, entry)
    speed = SPEED.fullmatch(text)
    if speed is None:
        raise ObservationInvalid(
            f"{plane.name}: {origin_of_unit(entry)} is '{text}', which is no velocity: a moment 1 is in km/s or m/s. "
            f"Give the right `unit` of the tracer in the config, or another `file`"
        )
    return KMS_PER_UNIT[speed[1].lower()]


def warn_if_implausible(name: str, velocity_kms: np.ndarray, velocity_range_kms: tuple[float, float]) -> None:
    """Warn where the median velocity about the systemic one is not of the order of the range that is asked for."""
    median, widest = float(np.nanmedian(np.abs(velocity_kms))), max(map(abs, velocity_range_kms))
    if not PLAUSIBLE[0] * widest <= median <= PLAUSIBLE[1] * widest:
        LOGGER.warning(
            "%s: its median velocity about the systemic one is %.4g km/s, which does not suit `velocity_range_kms` of "
            "%g to %g km/s: is its unit m/s, or km/s? Give `unit` of the tracer, and check `systemic_kms`",
            *(name, median, *velocity_range_kms),
        )


def framed_moment0(plane: Plane, sky: SkyFrame, entry: Mapping, line_hz: float) -> xr.Dataset:
    """A ready moment 0 in the frame, Jy/beam km/s, with its noise.

    Raises
    ------
    ObservationInvalid
        Its unit is no integrated brightness, its noise cannot be measured, or the frame holds none of its pixels.
    """
    native = plane.values * moment0_factor(plane, entry, line_hz)
    moment0 = framing.frame(native, plane.wcs, sky.wcs).astype(np.float32)
    observed = np.isfinite(moment0)
    require_covered(plane.name, observed)
    given = entry.get("noise_jy_per_beam")
    noise = noise_of_map(plane.name, moment0, sky.beam, sky.pixel_au, given, "Jy/beam km/s")
    framed = framed_variables(observed, noise.emission_free, moment0=moment0)
    framed.attrs |= (
        flux_attributes(moment0, sky, "jy_kms")
        | tiled_channels(entry)
        | {
            "noise_jy_kms_per_beam": noise.rms,
            "noise_measured": int(noise.measured),
            "noise_autocorrelation_difference": noise.correlation_difference,
        }
    )
    return framed


def framed_moment1(plane: Plane, sky: SkyFrame, entry: Mapping, systemic_kms: float) -> xr.Dataset:
    """A ready moment 1 in the frame, km/s about the systemic velocity, masked as it came.

    Raises
    ------
    ObservationInvalid
        Its unit is no velocity, or the frame holds none of its pixels.
    """
    native = plane.values * moment1_factor(plane, entry) - systemic_kms
    warn_if_implausible(plane.name, native, entry["velocity_range_kms"])
    moment1 = framing.frame(native, plane.wcs, sky.wcs).astype(np.float32)
    observed = np.isfinite(moment1)
    require_covered(plane.name, observed)
    channels = tiled_channels(entry)
    given = entry.get("noise_jy_per_beam") or 0.0
    require_noise(plane.name, given)
    centres = channels["first_channel_kms"] + channels["channel_kms"] * np.arange(channels["n_channels"])
    framed = framed_variables(observed, np.zeros_like(observed), moment1=moment1)
    framed.attrs |= channels | {
        "noise_measured": 0,
        "channel_noise_jy_per_beam": float(given),
        "channel_correlation": np.zeros(3),
        "noise_jy_kms_per_beam": integrated_noise(given, centres, np.zeros(3)),
    }
    return framed


def tiled_channels(entry: Mapping) -> dict[str, float | int]:
    """The channels of the synthetic cube: `n_channels` equal ones that tile `velocity_range_kms`."""
    (low, high), n_channels = entry["velocity_range_kms"], entry["n_channels"]
    width_kms = (high - low) / n_channels
    return {
        "first_channel_kms": low + width_kms / 2,
        "channel_kms": width_kms,
        "n_channels": n_channels,
        "from_cube": 0,
    }
