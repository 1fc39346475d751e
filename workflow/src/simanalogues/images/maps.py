"""From a model directory to the maps of its views: the continuum, or the moments of a line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.images.gas import narrowest_width_kms
from simanalogues.map_kinds.kind import MapKind
from simanalogues.map_kinds.observed_map import ImagePlane
from simanalogues.models.tracer_line import line_number
from simanalogues.sky.beam import FrameBeam, convolve, to_jy_per_beam
from simanalogues.sky.moments import moments
from simanalogues.sky.noise import correlated_channels, correlated_noise, extra_channels
from simanalogues.sky.short_spacings import without_extended_emission
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.engines import render_continuum, render_cubes
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import beam_solid_angle_sr

# Samples this many Doppler widths apart give the mean of a Gaussian to 0.2 %.
WIDTHS_PER_SAMPLE = 1.2

Maps = dict[str, np.ndarray]


@dataclass(frozen=True)
class Sky:
    """How the maps of a job are made.

    observation
        An `ObservedMap`; for cubes alone, pixels, beam and channels do.
    settings
        The config's `images` block.
    line
        The tracer's `line` block; None for the continuum.
    """

    observation: ImagePlane
    settings: dict
    line: dict | None = None

    @property
    def kind(self) -> MapKind:
        """The kind of the observed map."""
        return self.observation.kind

    @property
    def beam(self) -> FrameBeam:
        """The observation's beam in the frame."""
        return self.observation.beam

    def picture(self) -> dict[str, float]:
        """Size of the images."""
        return {"n_pixels": self.observation.n_pixels, "field_au": self.observation.field_au}

    def channels(self) -> LineChannels:
        """The observation's channels."""
        channels = self.observation.channels
        return LineChannels(line_number(self.line), channels.first_kms, channels.width_kms, channels.n_channels)

    def samples_per_channel(self) -> int:
        """As the config says, or as many as the narrowest line needs."""
        if self.settings["sub_channels"] is not None:
            return self.settings["sub_channels"]
        narrowest_kms = narrowest_width_kms(self.line, self.settings["cloud_k"])
        return max(1, int(np.ceil(self.observation.channels.width_kms / (WIDTHS_PER_SAMPLE * narrowest_kms))))

    def as_observed(self, intensity: np.ndarray) -> np.ndarray:
        """Intensities in cgs, shape (..., y, x), after the beam, in Jy/beam, as the interferometer would see them."""
        sky = self.observation
        solid_angle = beam_solid_angle_sr(sky.beam_on_sky.major_arcsec, sky.beam_on_sky.minor_arcsec)
        maps = to_jy_per_beam(convolve(intensity, self.beam, sky.pixel_au), solid_angle)
        scale_au = sky.max_recoverable_scale_au
        if scale_au is None:
            return maps
        return without_extended_emission(maps, max_recoverable_scale_au=scale_au, pixel_au=sky.pixel_au)


def continuum_of_views(directory: str | Path, views: xr.Dataset, sky: Sky, options: EngineOptions) -> Maps:
    """`brightness` of one output's views in Jy/beam, float32, shape (view, y, x).

    Parameters
    ----------
    views
        One output of a file of kind `views`.
    """
    frequency_hz = sky.observation.frequency_hz
    vectors = views["sightline"].values, views["up"].values
    intensity = render_continuum(directory, *vectors, frequency_hz=frequency_hz, **sky.picture(), options=options)
    return {"brightness": sky.as_observed(intensity).astype(np.float32)}


def cubes_of_views(directory: str | Path, views: xr.Dataset, sky: Sky, options: EngineOptions) -> Iterator[np.ndarray]:
    """Cubes of one output's views after the beam, in Jy/beam, without continuum and noise, shape (channel, y, x)."""
    n_samples, channels = sky.samples_per_channel(), sky.channels()
    vectors = views["sightline"].values, views["up"].values
    for cube in render_cubes(
        directory, *vectors, channels=channels.divided(n_samples), **sky.picture(), options=options
    ):
        yield sky.as_observed(cube.reshape(channels.n_channels, n_samples, *cube.shape[1:]).mean(axis=1))


def noise_of_channels(sky: Sky, rng: np.random.Generator) -> np.ndarray:
    """Noise as of the observed cube, in Jy/beam, shape (channel, y, x): smoothed with the beam, channels correlated."""
    observed, channels = sky.observation, sky.observation.channels
    correlation = np.array(channels.correlation)
    shape = (channels.n_channels + extra_channels(correlation), observed.n_pixels, observed.n_pixels)
    noise = correlated_noise(shape, sky.beam, observed.pixel_au, channels.noise_jy_per_beam, rng)
    return correlated_channels(noise, correlation)


def moments_of_views(
    cubes: Iterator[np.ndarray],
    sky: Sky,
    rng_of_view: Callable[[int], np.random.Generator],
    keep: Callable[[np.ndarray], None],
) -> Maps:
    """Moments of one output's cubes, float32, shape (view, y, x); `keep` is given the cube of each view.

    A brightness stays without noise, like the continuum; of a velocity, every channel first gets the noise of the
    observed cube, since noise moves a mean velocity in a way that cannot be added afterwards.
    """
    noisy = sky.kind.is_velocity and sky.settings["channel_noise"] == "match"
    noisy = noisy and sky.observation.channels.noise_jy_per_beam > 0
    velocity_kms = sky.channels().velocity_kms
    maps: dict[str, list[np.ndarray]] = {"moment0": [], "moment1": []}
    for view, cube in enumerate(cubes):
        if noisy:
            cube = cube + noise_of_channels(sky, rng_of_view(view))
        keep(cube)
        for name, values in zip(maps, moments(cube, velocity_kms), strict=True):
            maps[name].append(values.astype(np.float32))
    return {name: np.stack(maps[name]) for name in sky.kind.variables}
