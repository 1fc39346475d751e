"""A line cube, read plane by plane: Jy/beam against the velocity of the line relative to the systemic one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from radio_beam import Beam

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.observation.brightness import jy_per_beam_factor, unit_of_image
from simanalogues.observation.celestial import sky_axes
from simanalogues.observation.fits_image import ImageHdu, pixel_area_sr, readable, sky_of_header
from simanalogues.observation.rest_frequency import line_frequency_hz
from simanalogues.observation.spectral_axis import channel_frequencies_hz, radio_velocity_kms

CHANNELS_FOR_CONTINUUM = 4
ROUNDING = 1e-3


@dataclass(frozen=True)
class LineCube:
    """An open cube; nothing but the plane in hand is in memory.

    name
        Of the file, for messages.
    wcs, beam
        On the sky, longitude first.
    frequency_hz
        Rest frequency of the line.
    velocity_kms
        Centres of the channels relative to the systemic velocity, in the order of the file, shape (n_channels,).
    hdu, axes
        The open HDU, and the numbers (from 1) of its axes of longitude, latitude and channels.
    factor
        From the unit of the file to Jy/beam.
    continuum
        Value at the systemic velocity and slope per km/s, shape (2, y, x), Jy/beam, or None where none is subtracted.
    """

    name: str
    wcs: WCS
    beam: Beam
    frequency_hz: float
    velocity_kms: np.ndarray
    hdu: ImageHdu
    axes: tuple[int, int, int]
    factor: float
    continuum: np.ndarray | None = None

    def plane(self, channel: int) -> np.ndarray:
        """One channel by its number in the file (from 0), shape (y, x), Jy/beam, NaN where nothing was observed."""
        longitude, latitude, spectral = self.axes
        n_axes = len(self.hdu.shape)
        index = [0] * n_axes
        index[n_axes - spectral] = channel
        index[n_axes - longitude] = index[n_axes - latitude] = slice(None)
        # A plane whose channel runs faster than its pixels lies scattered over the file.
        source = self.hdu.section if spectral > max(longitude, latitude) else self.hdu.data
        with readable(self.name):
            values = np.asarray(source[tuple(index)], dtype=np.float64) * self.factor
        plane = values if latitude > longitude else values.T
        if self.continuum is None:
            return plane
        return plane - self.continuum[0] - self.continuum[1] * self.velocity_kms[channel]


def cube_of_hdu(
    name: str, hdu: ImageHdu, tables: list[fits.BinTableHDU], entry: Mapping, *, axis: int, systemic_kms: float
) -> LineCube:
    """The cube in an open HDU.

    Parameters
    ----------
    name
        Of the file, for messages.
    hdu, tables
        From `opened_image`.
    entry
        The tracer's config block.
    axis
        Number (from 1) of the axis of channels.
    systemic_kms
        Systemic velocity, radio convention, in the velocity frame of the file.

    Raises
    ------
    ObservationInvalid
        WCS, beam, unit, rest frequency or spectral axis is missing or cannot be understood.
    """
    header = hdu.header
    wcs, beam = sky_of_header(name, header, tables, entry)
    line_hz = line_frequency_hz(name, header, entry)
    velocity_kms = radio_velocity_kms(channel_frequencies_hz(name, header, axis, line_hz), line_hz) - systemic_kms
    if str(header.get("SPECSYS", "")).upper().startswith("TOPO"):
        LOGGER.warning("%s: its velocities are topocentric (SPECSYS), so must be `systemic_kms`", name)
    unit = unit_of_image(name, header, entry)
    factor = jy_per_beam_factor(name, unit, beam=beam, pixel_area_sr=pixel_area_sr(wcs), frequency_hz=line_hz)
    return LineCube(name, wcs, beam, line_hz, velocity_kms, hdu, (*sky_axes(name, header, entry), axis), factor)


def channels_in_range(cube: LineCube, velocity_range_kms: tuple[float, float]) -> np.ndarray:
    """Numbers of the channels whose centres lie in a range about the systemic velocity, by ascending velocity.

    Raises
    ------
    ObservationInvalid
        Fewer than two channels lie in it.
    """
    low, high = velocity_range_kms
    ascending = np.argsort(cube.velocity_kms)
    velocity = cube.velocity_kms[ascending]
    step = abs(velocity[-1] - velocity[0]) / (velocity.size - 1)
    # A centre on the end of the range counts, whatever the header's last digit is.
    within = ascending[(velocity >= low - ROUNDING * step) & (velocity <= high + ROUNDING * step)]
    if within.size < 2:
        raise ObservationInvalid(
            f"{cube.name}: {within.size} of its {velocity.size} channels lie within {low:g} to {high:g} km/s of the "
            f"systemic velocity, at least 2 are needed; the cube runs from {velocity[0]:.6g} to {velocity[-1]:.6g} "
            f"km/s, for a rest frequency of {cube.frequency_hz / 1e9:.6f} GHz. Correct `velocity_range_kms` or "
            f"`frequency_ghz` of the tracer, or `systemic_kms` of the target"
        )
    if velocity[0] - step > low or velocity[-1] + step < high:
        LOGGER.warning(
            "%s: its channels run from %.4g to %.4g km/s, and do not fill `velocity_range_kms` of %g to %g km/s",
            *(cube.name, velocity[0], velocity[-1], low, high),
        )
    return within


def without_continuum(cube: LineCube, within: np.ndarray) -> LineCube:
    """The cube less the straight line through every pixel's channels without the line, fitted by least squares.

    A pixel that has values in one such channel only is given that value as its continuum.

    Parameters
    ----------
    cube
        With its continuum.
    within
        Numbers of the channels that hold the line, from `channels_in_range`.

    Raises
    ------
    ObservationInvalid
        Fewer than 4 other channels have values.
    """
    outside = np.setdiff1d(np.arange(cube.velocity_kms.size), within)
    # Sums of weight, v, v^2, y and v y over the channels.
    sums = np.zeros((5, *cube.plane(0).shape))
    used = 0
    for channel in outside:
        plane = cube.plane(channel)
        finite = np.isfinite(plane)
        used += bool(finite.any())
        velocity, values = cube.velocity_kms[channel], np.where(finite, plane, 0.0)
        for power in range(3):
            sums[power] += velocity**power * finite
        for power in range(2):
            sums[3 + power] += velocity**power * values
    if used < CHANNELS_FOR_CONTINUUM:
        raise ObservationInvalid(
            f"{cube.name}: {used} channels with values lie outside `velocity_range_kms`, at least "
            f"{CHANNELS_FOR_CONTINUUM} are needed to fit the continuum: narrow it, or subtract the continuum "
            f"beforehand and set `subtract_continuum: false`"
        )
    return replace(cube, continuum=straight_line(*sums))


def straight_line(n: np.ndarray, x: np.ndarray, xx: np.ndarray, y: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """Intercept and slope of least squares from sums, shape (2, ...); NaN where n is 0, slope 0 where n is 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(n > 1, (n * xy - x * y) / (n * xx - x**2), 0.0)
        return np.stack([(y - slope * x) / n, slope])
