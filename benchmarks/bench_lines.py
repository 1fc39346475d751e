"""Line cubes: CPU time of the builtin engine against RADMC-3D, how well threads are used, and memory.

CO 2-1 of a synthetic protobinary of 300 000 leaves whose gas turns about the stars and falls in; 224 x 224 pixels with
sub-pixels over 2000 AU, 20 channels. Engines read the same model directory and take turns.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.bench_transfer import FIELD_AU, N_PIXELS, cpu_seconds, synthetic_model, views
from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.errors import EngineUnavailable
from simanalogues.models.abundance import Abundance, number_density
from simanalogues.models.build import Model
from simanalogues.models.directory import read_model, write_model
from simanalogues.models.gas import Gas
from simanalogues.models.gas_files import read_gas, write_gas
from simanalogues.models.molecules import read_lamda
from simanalogues.transfer.builtin_lines import render_cubes_of
from simanalogues.transfer.camera import camera_of
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.engines import render_cubes
from simanalogues.transfer.executable import find_executable
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import AU_CM, KMS_CM_S, T_CMB_K

CO = Path(__file__).resolve().parents[1] / "resources/lines/co.dat"
CHANNELS = LineChannels(1, -3.8, 0.4, 20)
CELLS_ACROSS = 11.4
N_VIEWS = 8
MEGABYTE = 2**20


def rows() -> list[Row]:
    """Two ratios of CPU where RADMC-3D is installed, the use of threads, and memory."""
    with tempfile.TemporaryDirectory() as directory:
        n_leaves = write_line_model(directory)
        measured = cpu_rows(directory, n_leaves)
        measured.append(thread_row(directory))
        code = "from benchmarks.bench_lines import print_memory; import sys; print_memory(sys.argv[1])"
        printed = subprocess.run([sys.executable, "-c", code, directory], check=True, capture_output=True, text=True)
    used, own = map(float, printed.stdout.split())
    note = f"{used:.0f} MB but for the cube in hand, of which model and gas are {own:.0f} MB"
    return [*measured, Row("line cubes: memory / the model's own", used / own, "<= 3", note)]


def write_line_model(directory: str) -> int:
    """Write the model directory with its gas, and return its number of leaves."""
    model = synthetic_model(CELLS_ACROSS)
    position_au = model.octree.leaf_centre_cm / AU_CM
    radius_au = np.maximum(np.linalg.norm(position_au, axis=1), 20.0)[:, None]
    turning = np.stack([-position_au[:, 1], position_au[:, 0], 0 * position_au[:, 0]], axis=1) / radius_au
    velocity = (20 / np.sqrt(radius_au) * turning - 8 / np.sqrt(radius_au) * position_au / radius_au) * KMS_CM_S
    density = number_density(model.dust_density * 100, model.dust_temperature, Abundance(1e-6), 2.8)
    write_model(replace(model, gas_velocity_cm_s=velocity), directory)
    write_gas(Gas(read_lamda(CO), density, model.dust_temperature, np.full(density.size, 1e4)), directory)
    return density.size


def cpu_rows(directory: str, n_leaves: int) -> list[Row]:
    """CPU time of RADMC-3D over ours, with velocities as they are in the cells, and interpolated between them."""
    try:
        find_executable(None)
    except EngineUnavailable as error:
        print(f"line cubes are not measured against RADMC-3D: {error}", file=sys.stderr)
        return []
    measured = []
    for substeps, name, target in ((False, "", ">= 8"), (True, ", velocities interpolated", ">= 8")):
        theirs, ours = side_by_side(
            lambda substeps=substeps: render(directory, "radmc3d", substeps),
            lambda substeps=substeps: render(directory, "builtin", substeps),
            rounds=3,
            clock=cpu_seconds,
        )
        seconds = [statistics.median(of_engine) for of_engine in (ours, theirs)]
        note = f"{n_leaves} leaves, {seconds[0]:.1f} against {seconds[1]:.1f} s of CPU per cube"
        measured.append(Row(f"line cube{name}: CPU of radmc3d / builtin", median_ratio(theirs, ours), target, note))
    return measured


def render(directory: str, engine: str, substeps: bool) -> None:
    """One view with one engine, on all cores."""
    options = EngineOptions(
        engine=engine, threads=len(os.sched_getaffinity(0)), background_k=T_CMB_K, velocity_substeps=substeps
    )
    picture = {"channels": CHANNELS, "n_pixels": N_PIXELS, "field_au": FIELD_AU, "options": options}
    for _ in render_cubes(directory, *views(1), **picture):
        pass


def thread_row(directory: str) -> Row:
    """CPU time over wall time and threads of one output's eight views, after a warm-up."""
    threads = len(os.sched_getaffinity(0))
    model, gas = line_model(directory)
    camera = camera_of(*views(N_VIEWS), n_pixels=N_PIXELS, field_au=FIELD_AU)
    used = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), cpu_seconds()
        for _ in render_cubes_of(model, gas, camera, CHANNELS, EngineOptions(threads=threads)):
            pass
        used.append((cpu_seconds() - cpu) / (time.perf_counter() - wall) / threads)
    note = f"{N_VIEWS} views, {threads} threads; less where other work shares the cores"
    return Row("line cubes: CPU / (wall x threads)", statistics.median(used[1:]), ">= 0.85", note)


def print_memory(directory: str) -> None:
    """Memory (MB) of a rendering but for the cube in hand, and that of model and gas alone; in a process of its own."""
    camera = camera_of(*views(2), n_pixels=N_PIXELS, field_au=FIELD_AU)
    # A first picture loads all that stays in memory.
    for cube in render_cubes_of(*line_model(directory), camera, CHANNELS, EngineOptions(threads=2)):
        in_hand = cube.nbytes / MEGABYTE
    del cube
    before = peak = resident_mb()
    model, gas = line_model(directory)
    with ThreadPoolExecutor(1) as pool:
        cubes = pool.submit(
            lambda: [None for _ in render_cubes_of(model, gas, camera, CHANNELS, EngineOptions(threads=2))]
        )
        while not cubes.done():
            peak = max(peak, resident_mb())
            time.sleep(0.002)
    arrays = [*vars(model).values(), *vars(model.octree).values(), *vars(gas).values()]
    own = sum(array.nbytes for array in arrays if isinstance(array, np.ndarray)) / MEGABYTE
    print(peak - before - in_hand, own)


def line_model(directory: str) -> tuple[Model, Gas]:
    """Model and gas of a directory."""
    model = read_model(directory)
    return model, read_gas(directory, model.octree.n_leaves)


def resident_mb() -> float:
    """Memory of this process that lies in RAM."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / MEGABYTE
