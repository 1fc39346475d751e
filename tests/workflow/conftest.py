"""Runs of Snakemake on a miniature: one output of run A, two views, 64 x 64 pixels, no network."""

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from mock_target import mock_target

from simanalogues.embedding.backbones import BACKBONES
from simanalogues.readers.folder import output_folder


class Workflow:
    """Snakemake in a folder of its own, with a config that tests may change."""

    def __init__(self, root: Path, folder: Path, config: dict) -> None:
        self.root, self.folder, self.config = root, folder, config

    def snakemake(self, *arguments: str, check: bool = True) -> str:
        """What Snakemake prints; it must succeed, or fail where `check` is False."""
        configfile = self.folder / "config.yaml"
        configfile.write_text(yaml.safe_dump(self.config))
        command = [
            sys.executable,
            "-m",
            "snakemake",
            "-s",
            str(self.root / "Snakefile"),
            "--directory",
            str(self.folder),
        ]
        command += ["--configfile", str(configfile), "--cores", "2", *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
        )
        output = done.stdout + done.stderr
        assert (done.returncode == 0) == check, output
        return output

    def jobs(self, *arguments: str) -> dict[str, int]:
        """Number of jobs that would run, by rule; without the total."""
        lines = self.snakemake("-n", "--quiet", "rules", *arguments).splitlines()
        if "Job stats:" not in lines:
            return {}
        table = lines[lines.index("Job stats:") + 3 :]
        rows = [line.split() for line in table[: table.index("")]]
        return {name: int(count) for name, count in rows if name != "total"}


def miniature(root: Path, demo_run: Path) -> dict:
    """The config of the miniature."""
    return {
        "simulations": {"A": {"path": str(demo_run), "outputs": [24, 26], "settle_s": 0}},
        "targets": {"mockD": mock_target(root)},
        "frame": {"image_pixels": 64, "field_au": 1400},
        "views": {"n_views": 2},
        "temperatures": {"n_photons": 4000},
        "embedding": {"backbones": ["pixels"]},
        "validation": {"n_pseudo": 0},
    }


@pytest.fixture
def workflow(root, tmp_path, demo_run):
    return Workflow(root, tmp_path, miniature(root, demo_run))


@pytest.fixture(scope="session")
def make_workflow(root, tmp_path_factory, demo_run):
    """The function that makes a miniature in a folder of its own."""
    return lambda name: Workflow(root, tmp_path_factory.mktemp(name), miniature(root, demo_run))


@pytest.fixture(scope="session")
def run_of_a_line(root, tmp_path_factory, demo_run):
    """The miniature with the CO cube beside the continuum, run to its matchings: one output, one view per nappe, cubes
    kept. Tests may change a copy of its config, and plan with that."""
    config = miniature(root, demo_run)
    config["simulations"]["A"]["outputs"] = [26]
    config["targets"]["mockD"]["systemic_kms"] = 3.4
    config["targets"]["mockD"]["tracers"]["CO"] = {
        "kind": "moment1",
        "file": str(root / "resources/observations/mockD/mockD_co21_cube.fits"),
        "velocity_range_kms": [-3, 3],
        "line": {"molecule": "lines/co.dat", "transition": "2-1", "abundance": 2.0e-7},
    }
    config |= {"views": {"n_views": 1}, "images": {"keep_cubes": True}}
    done = Workflow(root, tmp_path_factory.mktemp("line"), config)
    matchings = [f"results/mockD/matching/main/pixels/{tracer}.nc" for tracer in ("continuum", "CO")]
    done.snakemake("--quiet", "rules", "--", *matchings)
    return done


PARTS = ("workflow", "scripts", "config", "envs", "profiles")
HEAD = {"backbones": ["MobileNet"], "unusable_metadata": "leave_out", "epochs": 2, "triplets_per_epoch": 200}


@pytest.fixture(scope="session")
def finished(root, tmp_path_factory, demo_run, make_workflow):
    """A run with a trained head to its report, with code and inputs of its own that tests may change and must restore:
    outputs in chunks of four numbers and blocks of two chunks."""
    folder, done = tmp_path_factory.mktemp("finished"), make_workflow("finished_results")
    done.root = folder
    for part in PARTS:
        shutil.copytree(root / part, folder / part)
    shutil.copy(root / "Snakefile", folder)
    (folder / "resources").symlink_to(root / "resources")
    for number in (24, 26, 28, 30, 32, 36):
        shutil.copytree(output_folder(demo_run, number), output_folder(folder / "run", number))
    (folder / "weights").mkdir()
    shutil.copy(root / "resources/weights" / BACKBONES["MobileNet"].weights_name, folder / "weights")
    shutil.copy(root / "resources/opacity/dustkappa_powerlaw.inp", folder / "dustkappa_own.inp")
    tracer = done.config["targets"]["mockD"]["tracers"]["continuum"]
    tracer["file"] = shutil.copy(tracer["file"], folder)
    done.config |= {
        "data_dir": str(folder),
        "simulations": {"A": {"path": "run", "settle_s": 0}},
        "outputs_per_chunk": 4,
        "chunks_per_block": 2,
        "images": {"opacity": "dustkappa_own.inp"},
        "embedding": {"backbones": ["pixels", "MobileNet"]},
        "training": HEAD | {"grid": {"dropout": [0.2, 0.5]}},
        "validation": {"n_pseudo": 8, "window_kyr": 0.1, "n_bootstrap": 50},
    }
    done.snakemake("--quiet", "rules")
    return done


@pytest.fixture
def run(finished):
    """The finished run; a test may change its config, and what it changes of the files it restores."""
    planned = copy.copy(finished)
    planned.config = copy.deepcopy(finished.config)
    return planned


@pytest.fixture
def finished_copy(run, tmp_path):
    """A copy of the finished run's results, which a test may run on."""
    shutil.copytree(run.folder, tmp_path / "copy")
    run.folder = tmp_path / "copy"
    return run
