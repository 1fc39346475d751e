"""What all tests share: their tiers and their order, the RAMSES outputs that ship with the demo, RADMC-3D."""

import os
from pathlib import Path

import pytest
from made_once import made_once
from recorded_runs import unpack_and_record
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from simanalogues.errors import EngineUnavailable
from simanalogues.plan.environment import kernel_cache
from simanalogues.readers.archive import unpack
from simanalogues.transfer.executable import find_executable

ROOT = Path(__file__).resolve().parents[1]
# Before numba is imported.
os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_cache(ROOT / ".snakemake/numba")))

# The run that takes minutes, and the other fixtures that start Snakemake.
WHOLE_RUN = "whole_run"
OF_WORKFLOW = ("run_of_a_line", "workflow", "dry_run_of", WHOLE_RUN)


def place_of(item: pytest.Item) -> int:
    """Place of a test in the order: those that start Snakemake, slow ones, others, which fill the end."""
    places = [place for place, name in enumerate(OF_WORKFLOW) if name in item.fixturenames]
    return places[0] if places else len(OF_WORKFLOW) + (item.get_closest_marker("slow") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start Snakemake as `workflow`, and put long ones first, before all one that makes the whole
    run: the others wait for that."""
    for item in items:
        if place_of(item) < len(OF_WORKFLOW):
            item.add_marker("workflow")
    maker = next((item for item in items if WHOLE_RUN in item.fixturenames), None)
    items.sort(key=lambda item: (item is not maker, place_of(item)))


class TiersInOrder(LoadScopeScheduling):
    """Sends tests in their order to whichever worker is free: each test of the workflow by itself, and those of any
    other file together, as they share fixtures."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith("tests/workflow/") else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """The scheduler of parallel tests. Files with many tests would come first, which are not those that take long."""
    config.option.loadscopereorder = False
    return TiersInOrder(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory) -> Path:
    """Run A of the demo: every second output from 24 to 38, 1.3 kyr apart, all with two sinks. Read only."""
    outputs = list(range(24, 39, 2))
    archive = ROOT / "resources/demo/A.tar.xz"
    return made_once(tmp_path_factory, "ramses", lambda folder: unpack(archive, folder / "A", outputs=outputs)) / "A"


@pytest.fixture(scope="session")
def recorded_d(tmp_path_factory) -> Path:
    """Run D with its output 28, from which the mock observation was made at a known direction, and its record. Read
    only."""
    archive = ROOT / "tests/images/files/D_00028.tar.xz"
    return made_once(tmp_path_factory, "recorded_d", lambda folder: unpack_and_record(archive, folder))


@pytest.fixture(scope="session")
def executable() -> str:
    try:
        return find_executable()
    except EngineUnavailable as error:
        pytest.skip(str(error))
