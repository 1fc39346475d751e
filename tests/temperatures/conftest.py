"""Run A with two outputs and their records, and what temperatures are computed with."""

import pytest
from recorded_runs import write_record

from simanalogues.assembly.assemble import Assembly
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.temperatures import TEMPERATURES
from simanalogues.temperatures.compute import MonteCarlo, compute_temperatures

OUTPUTS = (26, 36)
WINDOW_AU = 2400.0
MATTER = {"gas_to_dust": 100, "cloud_k": 10, "sublimation_k": 1500}
SETTINGS = {"method": "monte_carlo", "cpu_seconds": 1, "n_photons": None, "seed": 1, "executable": None}


@pytest.fixture(scope="session")
def snapshots(demo_run, tmp_path_factory):
    path = tmp_path_factory.mktemp("record") / "snapshots.nc"
    write_record("A", demo_run, OUTPUTS, path)
    return path


@pytest.fixture(scope="session")
def record(snapshots):
    return read_dataset(snapshots, SNAPSHOTS)


@pytest.fixture(scope="session")
def assembly(root, demo_run):
    return Assembly(Source(demo_run), str(root / "resources/opacity/dustkappa_powerlaw.inp"), WINDOW_AU, MATTER)


@pytest.fixture(scope="session")
def compute(snapshots, assembly, tmp_path_factory):
    """The function that computes temperatures with changed settings, of other records, or in another window."""

    def compute(records=snapshots, matter=assembly, **changes):
        path = tmp_path_factory.mktemp("temperatures") / "temperatures.nc"
        photons = MonteCarlo(SETTINGS | changes, threads=2)
        compute_temperatures(records, assembly=matter, monte_carlo=photons, destination=path)
        return read_dataset(path, TEMPERATURES)

    return compute


@pytest.fixture(scope="session")
def temperatures(compute):
    return compute()
