"""From a model directory to the maps of its views: the continuum, or the moments of a line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.images.gas import narrowest_width_kms
from simanalogues.models.tracer_line import line_number
from simanalogues.schema.images import MAP_VARIABLES
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
    """How the maps of a job are made: the observation (kind `observation`), and the config's `images` block.

    line
        The tracer's `line` block; None for the continuum.
    """

    observation: xr.Dataset
    settings: dict
    line: dict | None = None

    @property
    def map_kind(self) -> str:
        """`continuum`, `moment0` or `moment1`."""
        return self.observation.attrs["map_kind"]

    @property
    def beam(self) -> FrameBeam:
        """The observation's beam in the frame."""
        return FrameBeam(*(self.observation.attrs[f"beam_{name}"] for name in ("major_au", "minor_au", "angle_deg")))

    def picture(self) -> dict[str, float]:
        """Size of the images."""
        return {"n_pixels": self.observation.sizes["x"], "field_au": self.observation.attrs["field_au"]}

    def channels(self) -> LineChannels:
        """The observation's channels."""
        sky = self.observation.attrs
        return LineChannels(
            line_number(self.line), sky["first_channel_kms"], sky["channel_kms"], int(sky["n_channels"])
        )

    def samples_per_channel(self) -> int:
        """As the config says, or as many as the narrowest line needs."""
        if self.settings["sub_channels"] is not None:
            return self.settings["sub_channels"]
        narrowest_kms = narrowest_width_kms(self.line, self.settings["cloud_k"])
        return max(1, int(np.ceil(self.observation.attrs["channel_kms"] / (WIDTHS_PER_SAMPLE * narrowest_kms))))

    def as_observed(self, intensity: np.ndarray) -> np.ndarray:
        """Intensities in cgs, shape (..., y, x), after the beam, in Jy/beam, as the interferometer would see them."""
        sky = self.observation.attrs
        solid_angle = beam_solid_angle_sr(sky["beam_major_arcsec"], sky["beam_minor_arcsec"])
        maps = to_jy_per_beam(convolve(intensity, self.beam, sky["pixel_au"]), solid_angle)
        if "max_recoverable_scale_arcsec" in sky:
            scale_au = sky["max_recoverable_scale_arcsec"] * sky["distance_pc"]
            maps = without_extended_emission(maps, max_recoverable_scale_au=scale_au, pixel_au=sky["pixel_au"])
        return maps


def continuum_of_views(directory: str | Path, views: xr.Dataset, sky: Sky, options: EngineOptions) -> Maps:
    """`brightness` of one output's views in Jy/beam, float32, shape (view, y, x).

    Parameters
    ----------
    views
        One output of a file of kind `views`.
    """
    frequency_hz = sky.observation.attrs["frequency_hz"]
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
    observed = sky.observation.attrs
    correlation = np.atleast_1d(observed.get("channel_correlation", ()))
    n_planes = int(observed["n_channels"]) + extra_channels(correlation)
    shape = (n_planes, sky.observation.sizes["y"], sky.observation.sizes["x"])
    rms = observed["channel_noise_jy_per_beam"]
    return correlated_channels(correlated_noise(shape, sky.beam, observed["pixel_au"], rms, rng), correlation)


def moments_of_views(
    cubes: Iterator[np.ndarray],
    sky: Sky,
    rng_of_view: Callable[[int], np.random.Generator],
    keep: Callable[[np.ndarray], None],
) -> Maps:
    """Moments of one output's cubes, float32, shape (view, y, x); `keep` is given the cube of each view.

    `moment0` alone stays without noise, like the continuum; for moment 1, every channel first gets the noise of the
    observed cube, since noise moves a mean velocity in a way that cannot be added afterwards.
    """
    noisy = sky.map_kind == "moment1" and sky.settings["channel_noise"] == "match"
    noisy = noisy and sky.observation.attrs.get("channel_noise_jy_per_beam", 0.0) > 0
    velocity_kms = sky.channels().velocity_kms
    maps: dict[str, list[np.ndarray]] = {"moment0": [], "moment1": []}
    for view, cube in enumerate(cubes):
        if noisy:
            cube = cube + noise_of_channels(sky, rng_of_view(view))
        keep(cube)
        for name, values in zip(maps, moments(cube, velocity_kms), strict=True):
            maps[name].append(values.astype(np.float32))
    return {name: np.stack(maps[name]) for name in MAP_VARIABLES[sky.map_kind]}
