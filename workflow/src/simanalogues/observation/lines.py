"""The framed moments of a line, from its cube or from a moment map that is ready.

Channels are framed one by one, and their moments taken in the frame. That is moment 0 and moment 0 x moment 1 framed,
and divided: moment 1 itself is never interpolated.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import ConfigError
from simanalogues.log import LOGGER
from simanalogues.map_kinds.registry import kind_of
from simanalogues.observation.channel_noise import ChannelNoise, channel_noise
from simanalogues.observation.coverage import require_covered, require_stars, warn_if_coarse
from simanalogues.observation.cube import LineCube, channels_in_range, cube_of_hdu, without_continuum
from simanalogues.observation.fits_image import Plane, opened_image, read_plane
from simanalogues.observation.framed import flux_attributes, framed_variables
from simanalogues.observation.moment_map import framed_moment0, framed_moment1
from simanalogues.observation.noise_of_map import Noise, measured_noise
from simanalogues.observation.rest_frequency import line_frequency_hz
from simanalogues.observation.sky_frame import SkyFrame, sky_frame
from simanalogues.observation.spectral_axis import spectral_axis
from simanalogues.sky import framing
from simanalogues.sky.moments import integrated_noise, moments

# Channels on either side of the range that also give the noise: within it, the line may fill the map.
CHANNELS_BESIDE = 10
NOISE_DIFFERENCE_WORTH_A_WARNING = 0.3
PART_WORTH_A_WARNING = 1e-3


def framed_line(path: str | Path, target: Mapping, entry: Mapping, frame: Mapping) -> xr.Dataset:
    """The framed moments of a line, its masks and the attributes that later stages read; as `observe` has them."""
    low, high = entry["velocity_range_kms"]
    if not low < high:
        raise ConfigError(f"`velocity_range_kms` is [{low:g}, {high:g}], expected the lower velocity first")
    name, systemic_kms = Path(path).name, float(target.get("systemic_kms", 0.0))
    with opened_image(path, entry.get("hdu")) as (hdu, tables):
        axis = spectral_axis(name, hdu.header, entry)
        if axis is None:
            framed = framed_map(read_plane(name, hdu, tables, entry), target, entry, frame)
        else:
            cube = cube_of_hdu(name, hdu, tables, entry, axis=axis, systemic_kms=systemic_kms)
            framed = framed_cube(cube, target, entry, frame)
    framed.attrs |= {"velocity_kms_min": float(low), "velocity_kms_max": float(high), "systemic_kms": systemic_kms}
    framed.attrs |= {"missing_fraction": float(1 - framed["observed"].values.mean())}
    return framed


def framed_map(plane: Plane, target: Mapping, entry: Mapping, frame: Mapping) -> xr.Dataset:
    """A moment map that is ready, in the frame; a star may lie on one of its masked pixels."""
    line_hz = line_frequency_hz(plane.name, plane.header, entry)
    require_stars(plane.name, plane.wcs, np.ones(plane.values.shape, dtype=bool), target)
    warn_if_coarse(plane.name, plane.wcs, plane.beam)
    sky = sky_frame(plane.wcs, plane.beam, target, frame)
    if kind_of(entry).is_velocity:
        framed = framed_moment1(plane, sky, entry, float(target.get("systemic_kms", 0.0)))
    else:
        framed = framed_moment0(plane, sky, entry, line_hz)
    framed.attrs |= sky.attributes | {"frequency_hz": line_hz}
    return framed


def framed_cube(cube: LineCube, target: Mapping, entry: Mapping, frame: Mapping) -> xr.Dataset:
    """The moments of a cube over the velocity range, in the frame, and the noise of its channels."""
    numbers = channels_in_range(cube, entry["velocity_range_kms"])
    velocity_kms = cube.velocity_kms[numbers]
    warn_if_coarse(cube.name, cube.wcs, cube.beam)
    sky = sky_frame(cube.wcs, cube.beam, target, frame)
    if entry.get("subtract_continuum", False):
        cube = without_continuum(cube, numbers)
    # Channels that the continuum was fitted to have less noise than those within the range, and share it otherwise.
    wider = widened(cube, numbers, by=CHANNELS_BESIDE if cube.continuum is None else 0)
    channels, covered = framed_channels(cube, wider, sky)
    require_stars(cube.name, cube.wcs, covered, target)
    within = channels[np.isin(wider, numbers)]
    observed = np.isfinite(within).any(axis=0)
    require_covered(cube.name, observed)
    values = zero_where_missing(cube.name, within, observed)
    moment0, moment1 = (np.where(observed, moment, np.nan) for moment in moments(values, velocity_kms))
    noise = channel_noise(cube.name, channels, sky.beam, sky.pixel_au, entry.get("noise_jy_per_beam"))
    of_moment0 = measured_noise(moment0, sky.beam, sky.pixel_au)
    maps = {"moment0": moment0, "moment1": moment1}
    of_kind = {name: maps[name] for name in kind_of(entry).variables}
    framed = framed_variables(observed, of_moment0.emission_free, **of_kind)
    framed.attrs |= sky.attributes | flux_attributes(moment0, sky, "jy_kms") | channel_attributes(velocity_kms)
    framed.attrs |= noise_attributes(cube.name, noise, velocity_kms, of_moment0)
    framed.attrs |= {"frequency_hz": cube.frequency_hz, "from_cube": 1}
    return framed


def widened(cube: LineCube, numbers: np.ndarray, *, by: int) -> np.ndarray:
    """The channels, with up to so many more on either side, by ascending velocity."""
    ascending = np.argsort(cube.velocity_kms)
    first, last = np.flatnonzero(np.isin(ascending, numbers))[[0, -1]]
    return ascending[max(first - by, 0) : last + by + 1]


def framed_channels(cube: LineCube, numbers: np.ndarray, sky: SkyFrame) -> tuple[np.ndarray, np.ndarray]:
    """Channels in the frame, shape (channel, y, x), Jy/beam, and where the cube itself has any value."""
    framed, covered = [], np.zeros(cube.plane(numbers[0]).shape, dtype=bool)
    for number in numbers:
        plane = cube.plane(number)
        covered |= np.isfinite(plane)
        framed.append(framing.frame(plane, cube.wcs, sky.wcs).astype(np.float32))
    return np.stack(framed), covered


def zero_where_missing(name: str, channels: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """The channels with 0 where one lacks a value that others have, as in a cube masked by its signal."""
    part = float((~np.isfinite(channels) & observed).sum() / max(observed.sum() * len(channels), 1))
    if part > PART_WORTH_A_WARNING:
        LOGGER.warning(
            "%s: %.1f %% of the values within `velocity_range_kms` are missing, and count as 0", name, 100 * part
        )
    return np.nan_to_num(channels, nan=0.0)


def channel_attributes(velocity_kms: np.ndarray) -> dict[str, float | int]:
    """The channels: the first one's centre, their mean distance, and their number."""
    step_kms = (velocity_kms[-1] - velocity_kms[0]) / (velocity_kms.size - 1)
    return {
        "first_channel_kms": float(velocity_kms[0]),
        "channel_kms": float(step_kms),
        "n_channels": velocity_kms.size,
    }


def noise_attributes(name: str, noise: ChannelNoise, velocity_kms: np.ndarray, of_moment0: Noise) -> dict:
    """The noise of the channels, and of moment 0 as it follows from that and as it is measured in the frame."""
    expected = integrated_noise(noise.rms_jy_per_beam, velocity_kms, noise.correlation)
    measured = of_moment0.rms if of_moment0.measured else float("nan")
    # Not so where it could not be measured: NaN compares as false.
    if abs(measured - expected) > NOISE_DIFFERENCE_WORTH_A_WARNING * expected:
        LOGGER.warning(
            "%s: the noise of its moment 0 is %.3g Jy/beam km/s, and %.3g is expected from its channels: it may hold "
            "faint emission, or continuum (`subtract_continuum`)",
            *(name, measured, expected),
        )
    return {
        "channel_noise_jy_per_beam": noise.rms_jy_per_beam,
        "noise_measured": int(noise.measured),
        "noise_autocorrelation_difference": noise.correlation_difference,
        "channel_correlation": noise.correlation,
        "noise_jy_kms_per_beam": expected,
        "moment0_rms_jy_kms_per_beam": measured,
    }
