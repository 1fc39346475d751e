"""Fixtures that several stages share: the RAMSES outputs that ship with the demo, RADMC-3D where it is installed."""

import os
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from simanalogues.errors import EngineUnavailable
from simanalogues.plan.environment import kernel_cache
from simanalogues.readers.archive import unpack
from simanalogues.transfer.executable import find_executable

ROOT = Path(__file__).resolve().parents[1]
# Before numba is imported.
os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_cache(ROOT / ".snakemake/numba")))


# Tests of the one finished run, which takes minutes to make.
OF_FINISHED_RUN = tuple(
    f"tests/workflow/test_{name}.py" for name in ("records", "reruns", "training", "unfinished", "validation")
)


class OneWorkerForFinishedRun(LoadScopeScheduling):
    """Sends the tests of the finished run to one worker, and every other test to whichever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return "finished run" if nodeid.startswith(OF_FINISHED_RUN) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """The scheduler of parallel tests."""
    return OneWorkerForFinishedRun(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory) -> Path:
    """Run A of the demo: every second output from 24 to 38, 1.3 kyr apart, all with two sinks. Read only."""
    folder = tmp_path_factory.mktemp("ramses") / "A"
    unpack(ROOT / "resources/demo/A.tar.xz", folder, outputs=list(range(24, 39, 2)))
    return folder


@pytest.fixture(scope="session")
def executable() -> str:
    try:
        return find_executable()
    except EngineUnavailable as error:
        pytest.skip(str(error))
