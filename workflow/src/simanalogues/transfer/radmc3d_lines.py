"""Line cubes by the engine `radmc3d`: per view one run with all channels, and one of the continuum to subtract.

With velocity sub-steps the executable catches Doppler jumps (`doppcatch`), for which it interpolates everything to
second order.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from simanalogues.models.cell_files import variant_of
from simanalogues.models.directory import VELOCITY
from simanalogues.models.gas_files import TEMPERATURE, TURBULENCE, density_name, is_as_warm_as_dust, is_there
from simanalogues.models.molecule_files import LINES, read_molecule
from simanalogues.models.molecules import Molecule
from simanalogues.transfer.camera import Camera, angles_of
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import image_run_of, render_one, run_image


def render_radmc3d_cubes(
    model_directory: Path, camera: Camera, channels: LineChannels, options: EngineOptions
) -> Iterator[np.ndarray]:
    """Line cubes of a model directory, view by view; `options.threads` views are made at once.

    Yields
    ------
    np.ndarray
        Shape (n_channels + 1, n_pixels, n_pixels): the line less the continuum, and last the continuum over the
        background; as `builtin_lines.render_cubes_of`.

    Raises
    ------
    EngineUnavailable
        The executable was not found, or failed.
    """
    model_directory = Path(model_directory)
    molecule = read_molecule(model_directory)
    run = image_run_of(model_directory, float(molecule.frequency_hz[channels.line]), options)
    with_gas = replace(run, files=[*run.files, *files_of_gas(model_directory, molecule)])

    def cube_of(angles: np.ndarray) -> np.ndarray:
        continuum = render_one(run, camera, angles)
        cube = run_image(with_gas, camera, angles, words_of(channels, options), channels.n_channels)
        return np.concatenate([cube - continuum, continuum[None]]).astype(np.float32)

    angles = np.stack(angles_of(camera.sightlines, camera.ups), axis=-1)
    with ThreadPoolExecutor(options.threads) as pool:
        for first in range(0, len(angles), options.threads):
            yield from pool.map(cube_of, angles[first : first + options.threads])


def files_of_gas(directory: Path, molecule: Molecule) -> list[Path]:
    """What RADMC-3D reads for a line beside the files of the dust."""
    text = [LINES, f"molecule_{molecule.name}.inp", f"partitionfunction_{molecule.name}.inp"]
    optional = (TURBULENCE,) if is_as_warm_as_dust(directory) else (TEMPERATURE, TURBULENCE)
    cells = [VELOCITY, density_name(molecule), *(name for name in optional if is_there(directory, name))]
    there = [directory / name for name in text if (directory / name).is_file()]
    return there + [variant_of(directory, name) for name in cells]


def words_of(channels: LineChannels, options: EngineOptions) -> list[str]:
    """Command words for the line and its channels: RADMC-3D takes the middle and half the width of their range."""
    half_kms = 0.5 * channels.step_kms * (channels.n_channels - 1)
    numbers = {"vkms": channels.first_kms + half_kms, "widthkms": half_kms}
    words = ["iline", str(channels.line + 1), "linenlam", str(channels.n_channels)]
    words += [word for name, number in numbers.items() for word in (name, f"{number:.17g}")]
    return words + ["doppcatch"] * options.velocity_substeps
