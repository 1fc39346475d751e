"""The builtin Monte Carlo run against RADMC-3D's `mctherm`, with the same photon packets and threads."""

import os
from pathlib import Path

from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.errors import EngineUnavailable
from simanalogues.models.directory import read_model
from simanalogues.transfer.executable import find_executable
from simanalogues.transfer.mctherm import run_mctherm
from simanalogues.transfer.thermal import affordable_photons, run_thermal

ROOT = Path(__file__).resolve().parents[1]
N_PHOTONS = 200_000
CPU_SECONDS = 4


def rows() -> list[Row]:
    """How near the time comes to what was asked for; and the ratio of the two, where RADMC-3D is installed."""
    model, threads = read_model(ROOT / "tests/transfer/files/model"), os.cpu_count()
    n_affordable = affordable_photons(model, cpu_seconds=CPU_SECONDS, seed=1)
    (taken,) = side_by_side(lambda: run_thermal(model, threads=threads, n_photons=n_affordable, seed=1), rounds=3)
    wall_s = CPU_SECONDS / threads
    measured = [
        Row(
            f"Monte Carlo: time / {CPU_SECONDS} s of CPU",
            min(taken) / wall_s,
            "<= 1",
            f"{n_affordable} packets, {min(taken):.1f} s on {threads} threads",
        )
    ]
    try:
        find_executable()
    except EngineUnavailable:
        return measured
    ours, theirs = side_by_side(
        lambda: run_thermal(model, threads=threads, n_photons=N_PHOTONS, seed=1),
        lambda: run_mctherm(model, threads=threads, n_photons=N_PHOTONS, seed=1),
        rounds=3,
    )
    note = f"{N_PHOTONS} packets, {threads} threads: {min(theirs):.1f} s against {min(ours):.1f} s"
    return [*measured, Row("Monte Carlo: radmc3d mctherm / builtin", median_ratio(theirs, ours), ">= 1", note)]
