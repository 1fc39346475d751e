"""Mock line cubes of one output: the lines of a config's tracers, with the beam and the noise of a shipped cube."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from astropy.io import fits

from simanalogues.images.gas import gas_of
from simanalogues.images.maps import Sky, cubes_of_views, noise_of_channels
from simanalogues.images.render import engine_options
from simanalogues.log import LOGGER
from simanalogues.map_kinds.observed_map import ImagePlane
from simanalogues.mocks.header import header_of_mock
from simanalogues.mocks.model import write_model_of_mock
from simanalogues.mocks.sky import on_pixels_of_cube, view_of
from simanalogues.models.directory import read_model
from simanalogues.models.gas_files import write_gas
from simanalogues.readers.archive import unpack
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.sky.moments import integrated_noise, moments
from simanalogues.sky.seeds import image_rng
from simanalogues.snapshots.record import Simulation, record_snapshots
from simanalogues.whole_files import written_whole


@dataclass(frozen=True)
class Mock:
    """What mock cubes are made from.

    archive, simulation, output
        The output to be seen, its simulation's name, and the archive that holds it.
    truth
        Where it is seen from, as `view_of` reads it.
    header, sky
        Of the cube whose pixels, channels and beam the mock has, and what `sky_like` makes of it.
    seed
        Of the noise; every tracer has its own.
    """

    archive: Path
    simulation: str
    output: int
    truth: Mapping
    header: fits.Header
    sky: ImagePlane
    seed: int


def write_mock_cubes(
    mock: Mock, tracers: Mapping[str, Mapping], *, files: Mapping[str, Path], settings: Mapping, threads: int
) -> None:
    """Write the cube of each tracer as FITS, in Jy/beam without continuum, and log how bright it is.

    Parameters
    ----------
    tracers
        Config blocks by name, with the paths of their molecules.
    files
        The cube of each tracer that is to be made.
    settings
        The config's blocks `snapshots`, `temperatures` and `images`, and `opacity`: `dsharp` or the path of a
        `dustkappa_*.inp`.
    threads
        Cores to use.
    """
    lines = {tracer: tracers[tracer]["line"] for tracer in files}
    for tracer, cube in cubes_of_lines(mock, lines, settings=settings, threads=threads):
        header = header_of_mock(mock.header, tracer, lines[tracer], made_from(mock, settings))
        hdu = fits.PrimaryHDU((cube + noise_of_tracer(mock, tracer)).astype(np.float32), header)
        with written_whole(files[tracer]) as partial:
            hdu.writeto(partial, overwrite=True)
        signal = peak_signal_to_noise(cube, mock.sky, tracers[tracer]["velocity_range_kms"])
        LOGGER.info("%s: %s, peak of moment 0 is %.0f times its noise", tracer, files[tracer].name, signal)


def cubes_of_lines(
    mock: Mock, lines: Mapping[str, Mapping], *, settings: Mapping, threads: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Name and cube of each line in Jy/beam after the beam, without noise, shape (channel, y, x), x to the west.

    Parameters
    ----------
    lines
        `line` blocks by name, with the paths of their molecules.
    settings, threads
        As `write_mock_cubes` has them.
    """
    images, views = settings["images"], view_of(mock.truth)
    with tempfile.TemporaryDirectory() as folder:
        run, directory = Path(folder, "run"), Path(folder, "model")
        record = record_of_output(mock, run, settings["snapshots"], Path(folder, "snapshots.nc"))
        field_au = mock.sky.field_au
        write_model_of_mock(
            record, Path(folder), field_au=field_au, settings=settings, threads=threads, directory=directory
        )
        model = read_model(directory)
        for tracer, line in lines.items():
            write_gas(gas_of(model, line, images), directory)
            cubes = cubes_of_views(directory, views, Sky(mock.sky, images, line), engine_options(images, threads))
            yield tracer, on_pixels_of_cube(next(cubes))


def record_of_output(mock: Mock, run: Path, settings: Mapping, destination: Path) -> xr.Dataset:
    """The record of the output, which is unpacked to the folder `run`."""
    unpack(mock.archive, run, outputs=[mock.output])
    simulation = Simulation(mock.simulation, Source(run), (mock.output,))
    record_snapshots(simulation, [mock.output], settings=dict(settings), destination=destination)
    return read_dataset(destination, SNAPSHOTS).isel(output=0)


def noise_of_tracer(mock: Mock, tracer: str) -> np.ndarray:
    """Noise of all channels in Jy/beam, smoothed with the beam, shape (channel, y, x)."""
    rng = image_rng(mock.seed, "mock", tracer=tracer, simulation=mock.simulation, output=mock.output, view=0)
    return on_pixels_of_cube(noise_of_channels(Sky(mock.sky, settings={}), rng))


def made_from(mock: Mock, settings: Mapping) -> list[str]:
    """What the cubes were made from and how, in words."""
    engine, method = settings["images"]["engine"], settings["temperatures"]["method"]
    incl, phi, posang = (mock.truth[f"{angle}_deg"] for angle in ("incl", "phi", "posang"))
    noise_mjy = 1e3 * mock.sky.channels.noise_jy_per_beam
    return [
        f"Simulation {mock.simulation}, output {mock.output}.",
        f"Seen from RADMC-3D's incl {incl:.4f}, phi {phi:.4f}, posang {posang:.4f} deg.",
        f"Engine {engine}, dust temperature {method}, gas as warm as the dust.",
        "Continuum subtracted.",
        f"Noise {noise_mjy:g} mJy/beam in every channel, smoothed with the beam, seed {mock.seed}.",
    ]


def peak_signal_to_noise(cube: np.ndarray, sky: ImagePlane, velocity_range_kms: tuple[float, float]) -> float:
    """Peak of the cube's moment 0 over the velocity range, divided by its noise."""
    velocity_kms = sky.channels.first_kms + sky.channels.width_kms * np.arange(len(cube))
    within = (velocity_kms >= velocity_range_kms[0]) & (velocity_kms <= velocity_range_kms[1])
    noise = integrated_noise(sky.channels.noise_jy_per_beam, velocity_kms[within], np.zeros(0))
    return float(moments(cube[within], velocity_kms[within])[0].max() / noise)
