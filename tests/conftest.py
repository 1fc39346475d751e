"""Fixtures that several stages share: the RAMSES outputs that ship with the demo, RADMC-3D where it is installed."""

import os
from pathlib import Path

import pytest

from simanalogues.environment import kernel_cache
from simanalogues.errors import EngineUnavailable
from simanalogues.readers.archive import unpack
from simanalogues.transfer.executable import find_executable

ROOT = Path(__file__).resolve().parents[1]
# Before numba is imported.
os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_cache(ROOT / ".snakemake/numba")))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the one finished run go to one worker, which starts with them: they take longest.

    First of all hooks, as xdist reads the groups in its own.
    """
    of_run = [item for item in items if "finished" in item.fixturenames]
    for item in of_run:
        item.add_marker(pytest.mark.xdist_group("finished"))
    items.sort(key=lambda item: "finished" not in item.fixturenames)


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
