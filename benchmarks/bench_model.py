"""From RAMSES files to a model directory, against the time that osyris takes to load the output."""

import contextlib
import io
import tempfile
import warnings
from pathlib import Path

import osyris

from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.assembly.assemble import Assembly
from simanalogues.images.model import write_model_of
from simanalogues.models.field import window_of_field
from simanalogues.readers.archive import unpack
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.snapshots.record import Simulation, record_snapshots

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {"gas_to_dust": 100, "cloud_k": 10, "sublimation_k": 1500}


def rows() -> list[Row]:
    """One row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unpack(ROOT / "tests/images/files/D_00028.tar.xz", folder / "D", outputs=[28])
        stars = {"accretion_fraction": 0.5, "radius_rsun": 2.5, "intrinsic": "none"}
        record_snapshots(
            Simulation("D", Source(folder / "D"), (28,)), [28], settings=stars, destination=folder / "record.nc"
        )
        record = read_dataset(folder / "record.nc", SNAPSHOTS).isel(output=0)
        # As wide a field as the box allows, so that nearly all of its cells are taken.
        opacity = str(ROOT / "resources/opacity/dustkappa_powerlaw.inp")
        assembly = Assembly(Source(folder / "D"), opacity, window_of_field(4400.0), SETTINGS)
        ours, theirs = side_by_side(
            lambda: write_model_of(record, assembly, folder / "model"), lambda: load(folder / "D", 28)
        )
        n_leaves = len(load(folder / "D", 28)["mesh"]["density"])
    note = f"{n_leaves} leaves, {1e3 * min(ours):.0f} ms against {1e3 * min(theirs):.0f} ms"
    return [Row("RAMSES to model directory: ours / osyris load", median_ratio(ours, theirs), "<= 3", note)]


def load(run: Path, output: int) -> osyris.RamsesDataset:
    """The whole output, as osyris loads it by itself."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return osyris.RamsesDataset(output, path=str(run)).load()
