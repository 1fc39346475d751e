"""A throw-away SLURM for the tests, and Snakemake's runs on it: a miniature, and the demo."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from miniature import miniature_with_head
from slurm_driver import Driver

SCRIPTS = Path(__file__).parent / "slurm"


class Cluster:
    """The throw-away SLURM; one at a time, as SLURM's commands find one only."""

    def __init__(self) -> None:
        self.folder, self.accounting = None, None

    def provide(self, *, accounting: bool) -> None:
        """Start it with or without accounting, unless it runs like that."""
        if self.accounting == accounting:
            return
        self.stop()
        self.folder, self.accounting = tempfile.mkdtemp(prefix="slurm-"), accounting
        # pytest's own folders are for one user only, and the database is another one.
        os.chmod(self.folder, 0o755)
        arguments = ["--accounting"] if accounting else []
        done = subprocess.run([SCRIPTS / "start.sh", self.folder, *arguments], capture_output=True, text=True)
        if done.returncode:
            self.stop(keep_logs=True)
            pytest.fail(f"no SLURM to test with: {done.stdout + done.stderr}", pytrace=False)

    def stop(self, *, keep_logs: bool = False) -> None:
        if self.folder:
            subprocess.run([SCRIPTS / "stop.sh", self.folder, *([] if keep_logs else ["--purge"])], check=True)
        self.folder = self.accounting = None


@pytest.fixture(scope="session")
def cluster():
    """The cluster, stopped after the last test."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def plain_slurm(cluster):
    """A SLURM without accounting."""
    cluster.provide(accounting=False)
    return cluster


@pytest.fixture(scope="module")
def accounted_slurm(cluster):
    """A SLURM with accounting."""
    cluster.provide(accounting=True)
    return cluster


@pytest.fixture(scope="session")
def miniature(root, demo_run):
    """The config: three outputs of run A, two views per nappe, 64 x 64 pixels, one trained head."""
    return miniature_with_head(root, demo_run, [26, 30, 34])


@pytest.fixture(scope="session")
def make_driver(root, tmp_path_factory):
    """The function that makes a run on the cluster, in a folder of its own."""
    return lambda cluster, config: Driver(root, tmp_path_factory.mktemp("run"), config, accounting=cluster.accounting)
