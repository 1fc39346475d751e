"""The builtin engine: continuum images of a model by an exact first-order ray-marcher."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import numpy as np

from simanalogues.models.build import Model
from simanalogues.models.directory import read_model
from simanalogues.transfer.camera import Camera
from simanalogues.transfer.march import Medium, render_rows
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import planck

ROWS_PER_BLOCK = 8
REFINE_CRITERION = 1.0


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
    unit_cm = model.octree.base_width_cm / 2**model.octree.max_level
    medium = medium_of(model, unit_cm, opacity_and_source(model, frequency_hz, options))
    pixel = camera.pixel_cm / unit_cm
    # The tolerance keeps a pixel as wide as a cell from being divided by rounding.
    coarsest = math.ceil(math.log2(pixel / REFINE_CRITERION) - 1e-9) if options.sub_pixels else 0
    images = np.zeros((len(camera.sightlines), camera.n_pixels, camera.n_pixels))
    frames = frames_of(camera, model.octree.lower_cm, unit_cm)

    def render_block(block: tuple[int, int]) -> None:
        view, row = block
        render_rows(medium, frames[view], (pixel, coarsest), row, images[view, row : row + ROWS_PER_BLOCK])

    blocks = [(view, row) for view in range(len(images)) for row in range(0, camera.n_pixels, ROWS_PER_BLOCK)]
    with ThreadPoolExecutor(options.threads) as pool:
        list(pool.map(render_block, blocks))
    return images


def medium_of(model: Model, unit_cm: float, alpha_source: np.ndarray) -> Medium:
    """The octree as the kernels take it, opacities per unit of length."""
    alpha_source = alpha_source * (unit_cm, 1.0)
    nodes = without_empty_branches(model.octree.nodes, alpha_source)
    return Medium(nodes, alpha_source, (*model.octree.shape, model.octree.max_level))


def opacity_and_source(model: Model, frequency_hz: float, options: EngineOptions) -> np.ndarray:
    """Opacity in cm-1 and B(T) - B(T_bg) in cgs per leaf, shape (n_leaves, 2); `background_k` 0 is no background."""
    wavelength_micron = options.constants.c / frequency_hz * 1e4
    alpha = model.dust_density.astype(float) * model.opacity.absorption_at(wavelength_micron)
    source = planck(model.dust_temperature, frequency_hz, options.constants)
    return np.column_stack([alpha, source - planck(options.background_k, frequency_hz, options.constants)])


def frames_of(camera: Camera, lower_cm: np.ndarray, unit_cm: float) -> np.ndarray:
    """Image centre, direction away from the observer, e_x and e_y of each view in units of the smallest cell."""
    centre = np.broadcast_to(-lower_cm / unit_cm, camera.sightlines.shape)
    e_x = np.cross(camera.ups, camera.sightlines)
    return np.ascontiguousarray(np.stack([centre, -camera.sightlines, e_x, camera.ups], axis=1))


@numba.njit(cache=True, nogil=True)
def without_empty_branches(nodes: np.ndarray, alpha_source: np.ndarray) -> np.ndarray:
    """The tree with every refined node that holds nothing turned into one empty leaf, so that rays cross it at once."""
    nodes = nodes.copy()
    for node in range(nodes.size - 1, -1, -1):
        first = nodes[node]
        if first < 0:
            continue
        empty = True
        for child in range(first, first + 8):
            empty = empty and nodes[child] < 0 and alpha_source[-nodes[child] - 1, 0] == 0.0
        if empty:
            nodes[node] = nodes[first]
    return nodes
