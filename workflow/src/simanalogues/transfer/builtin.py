"""The builtin engine: continuum images of a model by an exact first-order ray-marcher."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from simanalogues.models.build import Model
from simanalogues.models.directory import read_model
from simanalogues.transfer.camera import Camera
from simanalogues.transfer.image_plane import ROWS_PER_BLOCK, image_plane_of, smallest_cell_cm, tree_of
from simanalogues.transfer.march import Medium, render_rows
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import planck


def render_builtin(model_directory: Path, camera: Camera, frequency_hz: float, options: EngineOptions) -> np.ndarray:
    """Images of a model directory; see `render_model`."""
    return render_model(read_model(model_directory), camera, frequency_hz, options)


def render_model(model: Model, camera: Camera, frequency_hz: float, options: EngineOptions) -> np.ndarray:
    """Continuum images of a model: I = sum over cells of S (1 - exp(-tau)) exp(-tau in front), S = B(T) - B(T_bg).

    With the background's brightness taken off the source, the result is what is seen over the background, exactly.

    Parameters
    ----------
    model
        What to render.
    camera
        The views.
    frequency_hz
        Where.
    options
        `threads`, `sub_pixels`, `background_k` and `constants` count here.

    Returns
    -------
    np.ndarray
        Intensity in erg s-1 cm-2 Hz-1 sr-1, shape (n_views, n_pixels, n_pixels), y upward.

    Raises
    ------
    OpacityInvalid
        The opacity does not cover the frequency.
    """
    alpha_source = opacity_and_source(model, frequency_hz, options)
    medium = Medium(
        tree_of(model.octree, alpha_source[:, 0] == 0), alpha_source * (smallest_cell_cm(model.octree), 1.0)
    )
    plane = image_plane_of(camera, model.octree, sub_pixels=options.sub_pixels)
    images = np.zeros((len(plane.frames), plane.n_pixels, plane.n_pixels))

    def render_block(image: np.ndarray, frame: np.ndarray, row: int) -> None:
        render_rows(medium, frame, plane.pixel, row, image[row : row + ROWS_PER_BLOCK])

    with ThreadPoolExecutor(options.threads) as pool:
        jobs = []
        for image, frame in zip(images, plane.frames, strict=True):
            jobs += plane.submit_rows(pool, lambda row, image=image, frame=frame: render_block(image, frame, row))
        for job in jobs:
            job.result()
    return images


def opacity_and_source(model: Model, frequency_hz: float, options: EngineOptions) -> np.ndarray:
    """Opacity in cm-1 and B(T) - B(T_bg) in cgs per leaf, shape (n_leaves, 2); `background_k` 0 is no background."""
    wavelength_micron = options.constants.c / frequency_hz * 1e4
    alpha = model.dust_density.astype(float) * model.opacity.absorption_at(wavelength_micron)
    source = planck(model.dust_temperature, frequency_hz, options.constants)
    return np.column_stack([alpha, source - planck(options.background_k, frequency_hz, options.constants)])
