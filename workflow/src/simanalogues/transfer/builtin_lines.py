"""The builtin engine for lines: cubes of a model and its gas, by a ray-marcher that takes all channels at once.

Opacity and Planck's function of the dust are those of the line's rest frequency in all channels.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simanalogues.models.build import Model
from simanalogues.models.directory import read_model
from simanalogues.models.gas import Gas
from simanalogues.models.gas_files import read_gas
from simanalogues.transfer.builtin import opacity_and_source
from simanalogues.transfer.camera import Camera
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.image_plane import ROWS_PER_BLOCK, image_plane_of, smallest_cell_cm, tree_of
from simanalogues.transfer.line_cells import LineMedium
from simanalogues.transfer.lte import LineOpacity, line_opacity
from simanalogues.transfer.march_line import render_line_rows
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.velocity import velocity_gradients
from simanalogues.units import KMS_CM_S

LEAVES_PER_PART = 65_536
LEAST_DEPTH = 1e-7
FEWEST_WIDTHS, MOST_WIDTHS = 3.2, 5.0


def render_builtin_cubes(
    model_directory: Path, camera: Camera, channels: LineChannels, options: EngineOptions
) -> Iterator[np.ndarray]:
    """Cubes of a model directory, view by view; see `render_cubes_of`."""
    model = read_model(model_directory)
    return render_cubes_of(model, read_gas(model_directory, model.octree.n_leaves), camera, channels, options)


def render_cubes_of(
    model: Model, gas: Gas, camera: Camera, channels: LineChannels, options: EngineOptions
) -> Iterator[np.ndarray]:
    """Line cubes of a model, view by view; the octree and the line's opacities are made once.

    Threads already work on the next view while the caller uses the one that was yielded.

    Parameters
    ----------
    model, gas
        The dust with the velocities of the gas, and the molecule.
    camera
        The views.
    channels
        The line and its velocities.
    options
        `threads`, `sub_pixels`, `velocity_substeps`, `background_k` and `constants` count here.

    Yields
    ------
    np.ndarray
        Shape (n_channels + 1, n_pixels, n_pixels), float32, y upward, in erg s-1 cm-2 Hz-1 sr-1: the line less the
        continuum of each channel, and last the continuum over the background.
    """
    source = LineSource.of(model, gas, channels, options)
    plane = image_plane_of(camera, model.octree, sub_pixels=options.sub_pixels)
    grid = channels.first_kms * KMS_CM_S, channels.step_kms * KMS_CM_S
    with ThreadPoolExecutor(options.threads) as pool:

        def start(frame: np.ndarray) -> tuple[np.ndarray, list[Future]]:
            medium = source.seen_along(frame[1])
            cube = np.zeros((channels.n_channels + 1, plane.n_pixels, plane.n_pixels), np.float32)

            def render(row: int) -> None:
                render_line_rows(medium, frame, plane.pixel, row, grid, cube[:, row : row + ROWS_PER_BLOCK])

            return cube, plane.submit_rows(pool, render)

        ahead = start(plane.frames[0])
        for following in [*plane.frames[1:], None]:
            cube, blocks = ahead
            # What one view needs is let go before the next is begun.
            ahead = None
            while blocks:
                blocks.pop(0).result()
            if following is not None:
                ahead = start(following)
            yield cube


@dataclass(frozen=True)
class LineSource:
    """What all views share: `medium` without the motion along one of them, velocities (cm/s) and their gradients."""

    medium: LineMedium
    velocity: np.ndarray
    gradients: np.ndarray | None

    @classmethod
    def of(cls, model: Model, gas: Gas, channels: LineChannels, options: EngineOptions) -> "LineSource":
        """Opacities and source functions of dust and line per width of the smallest cell."""
        octree, matter = model.octree, matter_of(model, gas, channels.line, options)
        tree = tree_of(octree, (matter[:, 0] == 0) & (matter[:, 2] == 0))
        velocity, gradients = model.gas_velocity_cm_s, None
        if options.velocity_substeps:
            gradients = velocity_gradients(octree, velocity, options.threads)
        motion = np.zeros((0, 4), dtype=np.float32)
        medium = LineMedium(
            tree, matter, motion, octree.leaf_index, octree.leaf_level, interpolated=options.velocity_substeps
        )
        return cls(medium, velocity, gradients)

    def seen_along(self, direction: np.ndarray) -> LineMedium:
        """The medium with the velocities along a direction away from the observer: positive is receding."""
        motion = np.zeros((len(self.velocity), 4), dtype=np.float32)
        motion[:, 0] = self.velocity @ direction
        if self.gradients is not None:
            np.einsum("lca,c->la", self.gradients, direction.astype(np.float32), out=motion[:, 1:])
        return self.medium._replace(motion=motion)


def matter_of(model: Model, gas: Gas, line_number: int, options: EngineOptions) -> np.ndarray:
    """`LineMedium.matter` of dust and line, per width of the smallest cell."""
    matter, width_cm = np.empty((model.octree.n_leaves, 6), dtype=np.float32), model.octree.leaf_width_cm
    # Part by part: in double precision, the steps between would need more memory than the model.
    for first in range(0, len(matter), LEAVES_PER_PART):
        part = slice(first, first + LEAVES_PER_PART)
        dust = {name: getattr(model, name)[part] for name in ("dust_density", "dust_temperature")}
        cells = {name: getattr(gas, name)[part] for name in ("number_density", "temperature_k", "turbulence_cm_s")}
        columns = matter_columns(replace(model, **dust), replace(gas, **cells), line_number, options, width_cm[part])
        matter[part] = columns * (*(smallest_cell_cm(model.octree), 1.0) * 2, 1.0, 1.0)
    return matter


def matter_columns(
    model: Model, gas: Gas, line_number: int, options: EngineOptions, width_cm: np.ndarray
) -> np.ndarray:
    """The columns of `LineMedium.matter` per cm, of some leaves."""
    dust = opacity_and_source(model, gas.molecule.frequency_hz[line_number], options)
    line = line_opacity(gas, line_number, background_k=options.background_k, constants=options.constants)
    reach = reach_cm_s(line, width_cm)
    return np.column_stack([dust, line.opacity_per_cm, line.source, 1 / line.width_cm_s, reach])


def reach_cm_s(line: LineOpacity, width_cm: np.ndarray) -> np.ndarray:
    """How far from its own velocity the line of each cell matters, shape (n_leaves,).

    It ends where the depth of the whole cell falls below 1e-7, but not within 3.2 Doppler widths (6e-6 of the line lie
    beyond), and at 5, where the profile is below 1e-10 of its peak.
    """
    depth = np.maximum(line.opacity_per_cm * width_cm * np.sqrt(3), LEAST_DEPTH)
    return line.width_cm_s * np.clip(np.sqrt(np.log(depth / LEAST_DEPTH)), FEWEST_WIDTHS, MOST_WIDTHS)
