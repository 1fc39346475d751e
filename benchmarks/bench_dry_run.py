"""The dry run of the paper's size: three simulations, 5560 outputs, ten tracers, eight backbones, on stub folders."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from benchmarks.ratios import Row

ROOT = Path(__file__).resolve().parents[1]
OUTPUTS = {"B1": 1480, "B2": 2600, "B3": 1480}
LIMIT_S, LIMIT_MB = 20, 400


def rows() -> list[Row]:
    """Two rows: time and memory over their limits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for simulation, count in OUTPUTS.items():
            make_stubs(folder / "ramses" / simulation, count)
        (folder / "config.yaml").write_text(yaml.safe_dump(config(folder)))
        started = time.perf_counter()
        command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile"), "-n", "--quiet", "rules"]
        command += ["--configfile", str(folder / "config.yaml"), "--directory", name]
        with (folder / "printed").open("w") as printed:
            _, status, usage = os.wait4(subprocess.Popen(command, stdout=printed, stderr=printed).pid, 0)
        seconds = time.perf_counter() - started
        lines = (folder / "printed").read_text().splitlines()
    if status:
        raise RuntimeError("\n".join(lines))
    megabytes = usage.ru_maxrss / 1024
    jobs = next(line.split()[1] for line in lines if line.startswith("total"))
    return [
        Row("dry run of the paper's size: time / 20 s", seconds / LIMIT_S, "<= 1", f"{jobs} jobs, {seconds:.1f} s"),
        Row("dry run of the paper's size: memory / 400 MB", megabytes / LIMIT_MB, "<= 1", f"{megabytes:.0f} MB"),
    ]


def make_stubs(run: Path, count: int) -> None:
    """Output folders with the files of two domains, old enough to be complete."""
    for number in range(1, count + 1):
        folder = run / f"output_{number:05d}"
        folder.mkdir(parents=True)
        (folder / f"info_{number:05d}.txt").write_text("ncpu = 2\n")
        names = [f"sink_{number:05d}.csv", "hydro_file_descriptor.txt"]
        names += [f"{kind}_{number:05d}.out{cpu:05d}" for kind in ("amr", "hydro") for cpu in (1, 2)]
        for name in names:
            (folder / name).touch()
        os.utime(folder, (0, 0))


def config(folder: Path) -> dict:
    """Config of the paper, with ten tracers, on the stubs."""
    settings = yaml.safe_load((ROOT / "config/paper.yaml").read_text())
    tracer = {"kind": "continuum", "file": "map.fits"}
    settings["targets"]["IRAS2A"]["tracers"] = {f"tracer{i}": tracer for i in range(10)}
    simulations = {simulation: {"path": f"ramses/{simulation}"} for simulation in OUTPUTS}
    return settings | {"simulations": simulations, "data_dir": str(folder)}
