"""The dry run of the paper's size: three simulations, 5560 outputs, ten tracers, eight backbones, on stub folders."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.ratios import Row

ROOT = Path(__file__).resolve().parents[1]
OUTPUTS = {"B1": 1480, "B2": 2600, "B3": 1480}


@dataclass(frozen=True)
class Size:
    """A catalogue, and what its dry run may take; memory None where no bound is set."""

    name: str
    times: int
    limit_s: float
    limit_mb: float | None = None


SIZES = (Size("paper's size", 1, 20, 400), Size("ten times that", 10, 180))


def rows() -> list[Row]:
    """Time and memory over their limits, for each size."""
    return [row for size in SIZES for row in rows_of(size)]


def rows_of(size: Size) -> list[Row]:
    """Time and memory of one size's dry run over their limits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for simulation, count in OUTPUTS.items():
            make_stubs(folder / "ramses" / simulation, count * size.times)
        (folder / "config.yaml").write_text(yaml.safe_dump(config(folder)))
        seconds, megabytes, lines = dry_run(folder)
    jobs = next(line.split()[1] for line in lines if line.startswith("total"))
    measured = f"{jobs} jobs, {seconds:.1f} s, {megabytes:.0f} MB"
    label = f"dry run, {size.name}:"
    rows = [Row(f"{label} time / {size.limit_s} s", seconds / size.limit_s, "<= 1", measured)]
    if size.limit_mb:
        rows.append(Row(f"{label} memory / {size.limit_mb} MB", megabytes / size.limit_mb, "<= 1", measured))
    return rows


def dry_run(folder: Path) -> tuple[float, float, list[str]]:
    """Seconds, MB and printed lines of the dry run of a folder's config."""
    command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile"), "-n", "--quiet", "rules"]
    command += ["--configfile", str(folder / "config.yaml"), "--directory", str(folder)]
    started = time.perf_counter()
    with (folder / "printed").open("w") as printed:
        _, status, usage = os.wait4(subprocess.Popen(command, stdout=printed, stderr=printed).pid, 0)
    lines = (folder / "printed").read_text().splitlines()
    if status:
        raise RuntimeError("\n".join(lines))
    return time.perf_counter() - started, usage.ru_maxrss / 1024, lines


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
