"""The engines by name. A further one is a module with a function like `render_builtin`, and an entry here."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from simanalogues.errors import ConfigError
from simanalogues.transfer.builtin import render_builtin
from simanalogues.transfer.camera import Camera, camera_of
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import render_radmc3d

Engine = Callable[[Path, Camera, float, EngineOptions], np.ndarray]

ENGINES: dict[str, Engine] = {"builtin": render_builtin, "radmc3d": render_radmc3d}


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
    if options.engine not in ENGINES:
        raise ConfigError(f"there is no engine '{options.engine}': choose one of {sorted(ENGINES)}")
    camera = camera_of(sightlines, ups, n_pixels=n_pixels, field_au=field_au)
    return ENGINES[options.engine](Path(model_directory), camera, frequency_hz, options)
