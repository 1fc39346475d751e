"""Runs of Snakemake on a miniature: two outputs of run A, two views, 64 x 64 pixels, no network."""

import copy
import shutil
from pathlib import Path

import pytest
from dry_runs import dry_run
from made_once import made_once
from miniature import HEAD, miniature
from workflow_runs import Workflow

from simanalogues.embedding.backbones import BACKBONES
from simanalogues.readers.folder import output_folder


@pytest.fixture(scope="session")
def dry_run_of(root):
    """The function that gives exit status and output of a dry run of a config that ships, in a folder."""

    def planned(name: str, folder: Path, *arguments: str) -> tuple[int, str]:
        return dry_run(root, "--configfile", f"config/{name}.yaml", "--directory", str(folder), *arguments)

    return planned


@pytest.fixture
def workflow(root, tmp_path, demo_run):
    return Workflow(root, tmp_path, miniature(root, demo_run, [24, 26]))


@pytest.fixture(scope="session")
def run_of_a_line(root, tmp_path_factory, demo_run):
    """The miniature with the CO cube beside the continuum, run to its matchings: one output, one view per nappe, cubes
    kept. Tests may change a copy of its config, and plan with that."""
    config = miniature(root, demo_run, [26], views={"n_views": 1}, images={"keep_cubes": True})
    config["targets"]["mockD"]["systemic_kms"] = 3.4
    config["targets"]["mockD"]["tracers"]["CO"] = {
        "kind": "moment1",
        "file": str(root / "resources/observations/mockD/mockD_co21_cube.fits"),
        "velocity_range_kms": [-3, 3],
        "line": {"molecule": "lines/co.dat", "transition": "2-1", "abundance": 2.0e-7},
    }
    matchings = [f"results/mockD/matching/main/pixels/{tracer}.nc" for tracer in ("continuum", "CO")]

    def run(folder: Path) -> None:
        Workflow(root, folder, config).snakemake("--quiet", "rules", "--", *matchings)

    return Workflow(root, copied(made_once(tmp_path_factory, "line", run), tmp_path_factory.mktemp("own")), config)


PARTS = ("workflow", "scripts", "config", "envs", "profiles")
# Of the finished run: code with inputs, and where Snakemake runs.
CODE, RESULTS = "code", "run"


def copied(made: Path, folder: Path) -> Path:
    """A copy with the times of its files."""
    return Path(shutil.copytree(made, folder / made.name, symlinks=True))


def config_of_finished_run(root: Path, demo_run: Path) -> dict:
    """With paths that hold in every copy."""
    config = miniature(root, demo_run, [], images={"opacity": "dustkappa_own.inp"})
    config["targets"]["mockD"]["tracers"]["continuum"]["file"] = "mockD_continuum.fits"
    return config | {
        "data_dir": f"../{CODE}",
        "simulations": {"A": {"path": "run", "settle_s": 0}},
        "outputs_per_chunk": 4,
        "chunks_per_block": 2,
        "embedding": {"backbones": ["pixels", "MobileNet"]},
        "training": HEAD | {"grid": {"dropout": [0.2, 0.5]}},
        "validation": {"n_pseudo": 8, "window_kyr": 0.1, "n_bootstrap": 50},
    }


def lay_out(root: Path, demo_run: Path, code: Path) -> None:
    """Copies of the code and of the inputs, side by side."""
    for part in PARTS:
        shutil.copytree(root / part, code / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "Snakefile", code)
    (code / "resources").symlink_to(root / "resources")
    for number in (24, 26, 28, 30, 32, 36):
        shutil.copytree(output_folder(demo_run, number), output_folder(code / "run", number))
    (code / "weights").mkdir()
    shutil.copy(root / "resources/weights" / BACKBONES["MobileNet"].weights_name, code / "weights")
    shutil.copy(root / "resources/opacity/dustkappa_powerlaw.inp", code / "dustkappa_own.inp")
    shutil.copy(root / "resources/observations/mockD/mockD_continuum.fits", code)


@pytest.fixture(scope="session")
def whole_run(root, tmp_path_factory, demo_run):
    """Folder of a run with a trained head to its report, with code and inputs of its own: outputs in chunks of four
    numbers and blocks of two chunks. Read only."""

    def run(folder: Path) -> None:
        lay_out(root, demo_run, folder / CODE)
        (folder / RESULTS).mkdir()
        run_within(folder, config_of_finished_run(root, demo_run)).snakemake("--quiet", "rules")

    return made_once(tmp_path_factory, "finished", run)


def run_within(folder: Path, config: dict) -> Workflow:
    """The finished run in a folder."""
    return Workflow(folder / CODE, folder / RESULTS, config)


@pytest.fixture(scope="session")
def finished(whole_run, root, tmp_path_factory, demo_run):
    """This worker's copy of the finished run, whose code and inputs tests may change and must restore."""
    return run_within(copied(whole_run, tmp_path_factory.mktemp("own")), config_of_finished_run(root, demo_run))


@pytest.fixture
def run(finished):
    """The finished run; a test may change its config, and what it changes of the files it restores."""
    planned = copy.copy(finished)
    planned.config = copy.deepcopy(finished.config)
    return planned


@pytest.fixture
def finished_copy(whole_run, run, tmp_path):
    """A copy of the finished run that a test may run on; nothing of it needs to be restored."""
    return run_within(copied(whole_run, tmp_path), run.config)
