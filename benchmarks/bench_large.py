"""A synthetic output of five million leaves through the record and one continuum view: peak memory of the process."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.ratios import Row
from benchmarks.synthetic_ramses import write_output
from simanalogues.assembly.assemble import Assembly
from simanalogues.images.model import write_model_of
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.snapshots.record import Simulation, record_snapshots
from simanalogues.transfer.engines import EngineOptions, render_continuum

ROOT = Path(__file__).resolve().parents[1]
LIMIT_GIB = 8
WINDOW_AU = 6900.0
STARS = {"accretion_fraction": 0.5, "radius_rsun": 2.5, "intrinsic": "none"}
MATTER = {"gas_to_dust": 100, "cloud_k": 10, "sublimation_k": 1500}


def rows() -> list[Row]:
    """One row."""
    with tempfile.TemporaryDirectory() as name:
        n_leaves = write_output(Path(name, "run"), level_min=7, level_max=12, cells_per_level=26.0)
        started = time.perf_counter()
        _, status, usage = os.wait4(subprocess.Popen([sys.executable, "-m", "benchmarks.bench_large", name]).pid, 0)
        seconds = time.perf_counter() - started
    if status:
        raise RuntimeError("the large output could not be rendered; see above")
    gib = usage.ru_maxrss / 2**20
    note = f"{n_leaves / 1e6:.1f} million leaves, {gib:.1f} GiB, {seconds:.0f} s"
    return [Row(f"large output: peak memory / {LIMIT_GIB} GiB", gib / LIMIT_GIB, "<= 1", note)]


def render_large(folder: Path) -> None:
    """The record of the output, its model, and one view of it."""
    run, snapshots = Simulation("large", Source(folder / "run"), (1,)), folder / "snapshots.nc"
    record_snapshots(run, [1], settings=STARS, destination=snapshots)
    opacity = str(ROOT / "resources/opacity/dustkappa_powerlaw.inp")
    assembly = Assembly(Source(folder / "run"), opacity, WINDOW_AU, MATTER)
    write_model_of(read_dataset(snapshots, SNAPSHOTS).isel(output=0), assembly, folder / "model")
    view = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])
    options = EngineOptions(threads=os.cpu_count())
    image = render_continuum(
        folder / "model", *view, frequency_hz=230e9, n_pixels=224, field_au=3900.0, options=options
    )
    if not image.max() > 0:
        raise RuntimeError("the image is empty")


if __name__ == "__main__":
    render_large(Path(sys.argv[1]))
