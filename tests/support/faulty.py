"""Runs of Snakemake that tests disturb, and what is compared afterwards."""

import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import h5py
import numpy as np
import psutil
import xarray as xr

from simanalogues.provenance.record import ATTRIBUTE
from simanalogues.scratch import scratch_for_job

NETWORKS = ("pixels", "MobileNet", "MobileNet-trained")
SECONDS = 600
# How many runs are killed; where they are few, other tests take samples, too.
KILLS = int(os.environ.get("KILLS", "50"))


def targets(*networks: str, target: str = "mockD") -> list[str]:
    """Results to ask for: all but figures, or only the matchings of some networks."""
    matchings = [f"results/{target}/matching/main/{network}/continuum.nc" for network in networks or NETWORKS]
    tables = [path.removesuffix(".nc") + ".csv" for path in matchings]
    return matchings + tables + ([] if networks else [f"results/{target}/estimates.json"])


class FaultyRun:
    """Snakemake in a folder with a config; `said` is all that it said last."""

    def __init__(self, snakefile: Path, folder: Path) -> None:
        self.snakefile, self.folder, self.said = snakefile, folder, ""

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start a driver; what it says goes to the file `said`."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "snakemake", "-s", str(self.snakefile), "--directory", str(self.folder)]
        command += ["--configfile", str(self.folder / "config.yaml"), "--cores", "2", *arguments]
        environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "TMPDIR": str(self.folder / "tmp")}
        with (self.folder / "said").open("w") as said:
            return subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=environment)

    def snakemake(self, *results: str, options: tuple[str, ...] = ()) -> subprocess.Popen:
        """Run a driver to its end."""
        driver = self.start("--rerun-incomplete", *options, "--", *results)
        driver.wait(SECONDS)
        self.said = (self.folder / "said").read_text()
        return driver

    def finish(self, *results: str, most_runs: int = 3) -> None:
        """Plain runs until one succeeds, the lock removed where Snakemake says that it is stale."""
        for _ in range(most_runs):
            if self.snakemake(*results).returncode == 0:
                return
            if "--unlock" in self.said:
                self.start("--unlock").wait(SECONDS)
                if self.snakemake(*results).returncode == 0:
                    return
        raise AssertionError(f"{most_runs} runs did not succeed:\n{self.said}")

    def n_done(self) -> int:
        """How many jobs the driver said it has finished."""
        return len(re.findall(r"^Finished jobid", (self.folder / "said").read_text(), re.MULTILINE))

    def remains(self) -> list[str]:
        """Parts of files below results, and scratch folders that the next job does not remove."""
        parts = [str(path) for path in (self.folder / "results").rglob("*partial*")]
        for folder in (self.folder / "scratch", self.folder / "tmp"):
            with scratch_for_job(folder):
                pass
            parts += [str(path) for path in folder.glob("simanalogues-*")]
        return parts


def scripts_of(driver: int) -> list[psutil.Process]:
    """The processes below a driver that run a job's script."""
    return [process for process in _below(driver) if ".snakemake/scripts" in " ".join(_command(process))]


def kill(driver: int, *, with_jobs: bool) -> list[psutil.Process]:
    """Kill a driver at once, with its jobs or without; returns the processes that were below it."""
    below = _below(driver)
    os.kill(driver, signal.SIGKILL)
    for process in below if with_jobs else []:
        signal_to(process, signal.SIGKILL)
    return below


def signal_to(process: psutil.Process, number: int) -> None:
    """Send a signal to a process, unless it has ended."""
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def wait_until(condition, seconds: float = SECONDS) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.02)


def _below(driver: int) -> list[psutil.Process]:
    try:
        return psutil.Process(driver).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def contents(results: Path) -> dict[str, object]:
    """What the files below a folder hold, by path: times, records of origin and Snakemake's benchmarks left out."""
    readers = {".nc": _of_netcdf, ".keras": _of_head}
    return {
        str(path.relative_to(results)): readers.get(path.suffix, Path.read_bytes)(path)
        for path in sorted(results.rglob("*"))
        if path.suffix in (".nc", ".keras", ".csv", ".json") and not {".provenance", "benchmarks"} & set(path.parts)
    }


def _of_netcdf(path: Path) -> dict:
    with xr.open_dataset(path, engine="netcdf4", decode_times=False) as opened:
        dataset = opened.load()
    variables = {name: (dataset[name].dims, _bytes(dataset[name].values)) for name in dataset.variables}
    attributes = {name: repr(value) for name, value in dataset.attrs.items() if name != ATTRIBUTE}
    return {**variables, "attributes": attributes} | {f"{n}.attributes": repr(dataset[n].attrs) for n in variables}


def _bytes(values: np.ndarray) -> bytes:
    return repr(values.tolist()).encode() if values.dtype.kind == "O" else values.dtype.str.encode() + values.tobytes()


def _of_head(path: Path) -> dict[str, bytes]:
    weights: dict[str, bytes] = {}

    def keep(name: str, item: h5py.Dataset | h5py.Group) -> None:
        if isinstance(item, h5py.Dataset):
            weights[name] = item[()].tobytes()

    with zipfile.ZipFile(path) as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as stored:
        stored.visititems(keep)
    return weights
