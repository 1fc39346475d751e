"""Runs that are broken on purpose, and the one that they are compared with."""

import shutil
from pathlib import Path

import pytest
import yaml
from faulty import FaultyRun, contents, targets
from miniature import miniature_with_head


def config_of(root: Path, demo_run: Path) -> dict:
    """Two chunks of two outputs, two views each, pixels and one network with a trained head."""
    chunks = {"outputs_per_chunk": 4, "chunks_per_block": 1}
    # Relative, so that copies of a run have the same config.
    return miniature_with_head(root, demo_run, [24, 26, 28, 30], scratch_dir="scratch", **chunks)


@pytest.fixture
def config(root, demo_run):
    """A config that the test may change."""
    return config_of(root, demo_run)


@pytest.fixture
def new_run(root, tmp_path):
    """The function that makes an empty folder to run a config in."""

    def make(config: dict, name: str = "run", snakefile: Path = root / "Snakefile") -> FaultyRun:
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "config.yaml").write_text(yaml.safe_dump(config))
        return FaultyRun(snakefile, tmp_path / name)

    return make


@pytest.fixture(scope="session")
def undisturbed(root, demo_run, tmp_path_factory) -> FaultyRun:
    """The run that nothing happens to. Read only."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "config.yaml").write_text(yaml.safe_dump(config_of(root, demo_run)))
    run = FaultyRun(root / "Snakefile", folder)
    assert run.snakemake(*targets()).returncode == 0, run.said
    return run


@pytest.fixture(scope="session")
def expected(undisturbed) -> dict:
    """What its results hold."""
    return contents(undisturbed.folder / "results")


@pytest.fixture
def copied_run(undisturbed, tmp_path) -> FaultyRun:
    """A copy of the finished run, times of files included."""
    shutil.copytree(undisturbed.folder, tmp_path / "copy")
    return FaultyRun(undisturbed.snakefile, tmp_path / "copy")
