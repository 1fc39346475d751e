"""Kills at random moments: of a job, of the driver alone, whose jobs go on writing, and of the driver with its jobs."""

import itertools
import random
import shutil
import signal
import time

import psutil
import pytest
from faulty import KILLS, contents, kill, scripts_of, signal_to, targets, wait_until

# Results in the order that data flow in: a run makes again all from one stage on, and is killed meanwhile. What follows
# must go too, as Snakemake does not make what only finished jobs need.
STAGES = [
    ["shared/snapshots", "shared/temperatures", "shared/disks", "mockD/views"],
    ["mockD/images", "mockD/observation"],
    ["mockD/embedding", "shared/catalogue", "mockD/catalogue"],
    ["mockD/training", "mockD/embedding/main/MobileNet-trained"],
    ["mockD/matching", "mockD/estimates.json", "mockD/estimates.csv"],
]
# Before the embedding the run ends with what needs no network: it is killed long before it would get there.
N_WITHOUT_NETWORKS = 2
OF_PIXELS = ["mockD/embedding/main/pixels", "shared/catalogue", "mockD/catalogue", "mockD/matching/main/pixels"]
VICTIMS = ("a job", "the driver", "the driver and its jobs")


@pytest.mark.parametrize("number", range(KILLS))
def test_whatever_is_killed_at_whatever_moment_a_plain_run_ends_in_the_same_results(number, copied_run, expected):
    rng = random.Random(number)
    results = copied_run.folder / "results"
    removed, wanted = made_again(number % len(STAGES))
    for name in removed:
        path = results / name
        path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    driver = copied_run.start("--", *wanted)
    n_done, delay_s = rng.randrange(6), rng.uniform(0, 3)
    wait_until(lambda: driver.poll() is not None or (copied_run.n_done() >= n_done and scripts_of(driver.pid)))
    time.sleep(delay_s)
    left = strike(driver, VICTIMS[number % len(VICTIMS)], rng)

    copied_run.finish(*wanted)
    psutil.wait_procs(left, timeout=120)
    assert contents(results) == expected
    assert copied_run.remains() == []


def made_again(stage):
    """What a run from a stage on makes again, and what it is asked for."""
    if stage >= N_WITHOUT_NETWORKS:
        return list(itertools.chain.from_iterable(STAGES[stage:])), targets()
    return [*itertools.chain.from_iterable(STAGES[stage:N_WITHOUT_NETWORKS]), *OF_PIXELS], targets("pixels")


def strike(driver, victim, rng):
    """Kill a victim; returns the processes that may be left."""
    scripts = scripts_of(driver.pid)
    if victim == "a job":
        if scripts:
            signal_to(rng.choice(scripts), signal.SIGKILL)
        driver.wait(600)
        return []
    left = kill(driver.pid, with_jobs=victim == "the driver and its jobs") if driver.poll() is None else []
    driver.wait()
    return left
