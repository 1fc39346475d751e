"""The engines by name. A further one is a module with functions like the builtin ones, and an entry here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import ConfigError
from simanalogues.transfer.aperture import Aperture, Spectra, aperture_of, require_ascending
from simanalogues.transfer.builtin import render_builtin
from simanalogues.transfer.builtin_lines import render_builtin_cubes
from simanalogues.transfer.builtin_spectra import render_builtin_spectra
from simanalogues.transfer.camera import Camera, camera_of
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import render_radmc3d
from simanalogues.transfer.radmc3d_lines import render_radmc3d_cubes
from simanalogues.transfer.radmc3d_spectra import render_radmc3d_spectra


@dataclass(frozen=True)
class Engine:
    """What renders: continuum images and spectra of all views, and line cubes view by view."""

    images: Callable[[Path, Camera, float, EngineOptions], np.ndarray]
    cubes: Callable[[Path, Camera, LineChannels, EngineOptions], Iterator[np.ndarray]]
    spectra: Callable[[Path, Aperture, np.ndarray, EngineOptions], Spectra]


ENGINES = {
    "builtin": Engine(render_builtin, render_builtin_cubes, render_builtin_spectra),
    "radmc3d": Engine(render_radmc3d, render_radmc3d_cubes, render_radmc3d_spectra),
}


def engine_named(name: str) -> Engine:
    """Look an engine up; ConfigError says which there are."""
    if name not in ENGINES:
        raise ConfigError(f"there is no engine '{name}': choose one of {sorted(ENGINES)}")
    return ENGINES[name]


def render_continuum(
    model_directory: str | Path,
    sightlines: np.ndarray,
    ups: np.ndarray,
    *,
    frequency_hz: float,
    n_pixels: int,
    field_au: float,
    options: EngineOptions,
) -> np.ndarray:
    """Continuum images of a model directory, centred on the origin of its coordinates.

    Parameters
    ----------
    model_directory
        In RADMC-3D's formats.
    sightlines, ups
        n_obs and the image's +y: unit vectors at right angles, shape (n_views, 3).
    frequency_hz
        Observed frequency.
    n_pixels, field_au
        Pixels a side, and the full width of the image.
    options
        Engine and its options.

    Returns
    -------
    np.ndarray
        Intensity over the background in erg s-1 cm-2 Hz-1 sr-1, float64, shape (n_views, n_pixels, n_pixels), y upward.

    Raises
    ------
    ConfigError
        There is no such engine.
    ModelInvalid, OpacityInvalid, EngineUnavailable
        The model directory, its opacity, or the engine cannot be used.
    """
    engine = engine_named(options.engine)
    camera = camera_of(sightlines, ups, n_pixels=n_pixels, field_au=field_au)
    return engine.images(Path(model_directory), camera, frequency_hz, options)


def render_cubes(
    model_directory: str | Path,
    sightlines: np.ndarray,
    ups: np.ndarray,
    *,
    channels: LineChannels,
    n_pixels: int,
    field_au: float,
    options: EngineOptions,
) -> Iterator[np.ndarray]:
    """Line cubes of a model directory that holds a molecule, without their continuum, one view after the other.

    Parameters and errors as in `render_continuum`; `channels` say which line, at which velocities.

    Yields
    ------
    np.ndarray
        Intensity in erg s-1 cm-2 Hz-1 sr-1, float32, shape (n_channels, n_pixels, n_pixels), y upward.
    """
    engine = engine_named(options.engine)
    camera = camera_of(sightlines, ups, n_pixels=n_pixels, field_au=field_au)
    for cube in engine.cubes(Path(model_directory), camera, channels, options):
        yield cube[:-1]


def render_spectra(
    model_directory: str | Path,
    sightlines: np.ndarray,
    ups: np.ndarray,
    *,
    wavelengths_micron: np.ndarray,
    aperture_au: float,
    options: EngineOptions,
) -> Spectra:
    """Spectra of a model directory in a round aperture about the origin of its coordinates.

    Parameters and errors as in `render_continuum`. Pixels are divided whatever `options.sub_pixels` says, since only
    their sum counts. A background is taken off the dust where `options.background_k` is not 0.

    Parameters
    ----------
    wavelengths_micron
        Two or more, ascending, shape (n_wavelengths,).
    aperture_au
        Radius of the aperture.

    Returns
    -------
    Spectra
        Fluxes at 1 pc.
    """
    engine = engine_named(options.engine)
    aperture = aperture_of(sightlines, ups, radius_au=aperture_au)
    return engine.spectra(Path(model_directory), aperture, require_ascending(wavelengths_micron), options)
