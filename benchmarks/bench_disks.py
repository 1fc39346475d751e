"""Disks, profiles and gas masses of one output, against the time to render one view of it."""

import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.bench_large import MATTER, ROOT, STARS
from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.assembly.assemble import Assembly
from simanalogues.disks.gas import gas_about
from simanalogues.disks.measure import measure_star
from simanalogues.disks.profiles import shell_edges_au
from simanalogues.disks.reading import cells_of_stars
from simanalogues.images.model import write_model_of
from simanalogues.models.field import window_of_field
from simanalogues.readers.archive import unpack
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.snapshots.record import Simulation, record_snapshots
from simanalogues.transfer.engines import EngineOptions, render_continuum


def rows() -> list[Row]:
    """One row: CPU time, both without reading the cells."""
    with tempfile.TemporaryDirectory() as name:
        folder, source = Path(name), Source(Path(name, "D"))
        unpack(ROOT / "tests/images/files/D_00028.tar.xz", folder / "D", outputs=[28])
        run, snapshots = Simulation("D", source, (28,)), folder / "snapshots.nc"
        record_snapshots(run, [28], settings=STARS, destination=snapshots)
        record = read_dataset(snapshots, SNAPSHOTS).isel(output=0)
        edges_au = shell_edges_au(10, 3000, shells_per_decade=10)
        cells = cells_of_stars(record, source, stars=np.array([True, True]), reach_au=3000.0)
        assembly = Assembly(
            source, str(ROOT / "resources/opacity/dustkappa_powerlaw.inp"), window_of_field(2000.0), MATTER
        )
        write_model_of(record, assembly, folder / "model")
        view = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])
        picture = {"frequency_hz": 230e9, "n_pixels": 224, "field_au": 2000.0, "options": EngineOptions()}

        def measure() -> None:
            for star, of_star in cells.items():
                place = {name: record[name].values[star] for name in ("position_au", "velocity_kms")}
                gas = gas_about(of_star, **place, reach_au=3000.0)
                mass_msun, separation_au = float(record["mass_msun"][star]), float(record["separation_au"])
                masses = {"star_mass_msun": mass_msun, "separation_au": separation_au}
                measure_star(gas, **masses, edges_au=edges_au, last_shell=False)

        ours, view_s = side_by_side(
            measure, lambda: render_continuum(folder / "model", *view, **picture), clock=time.process_time
        )
    note = f"{sum(c.density.size for c in cells.values())} cells, {min(ours):.2f} s against {min(view_s):.2f} s of CPU"
    return [Row("disks and profiles of both stars / one view", median_ratio(ours, view_s), "<= 1", note)]
