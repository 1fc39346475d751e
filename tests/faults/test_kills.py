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
VICTIMS = ("a job", "the driver", "the driver and its jobs")


@pytest.mark.parametrize("number", range(KILLS))
def test_whatever_is_killed_at_whatever_moment_a_plain_run_ends_in_the_same_results(number, copied_run, expected):
    rng = random.Random(number)
    results = copied_run.folder / "results"
    for name in itertools.chain.from_iterable(STAGES[number % len(STAGES) :]):
        path = results / name
        path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    driver = copied_run.start("--", *targets())
    n_done, delay_s = rng.randrange(6), rng.uniform(0, 3)
    wait_until(lambda: driver.poll() is not None or (copied_run.n_done() >= n_done and scripts_of(driver.pid)))
    time.sleep(delay_s)
    left = strike(driver, VICTIMS[number % len(VICTIMS)], rng)

    copied_run.finish(*targets())
    psutil.wait_procs(left, timeout=120)
    assert contents(results) == expected
    assert copied_run.remains() == []


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
