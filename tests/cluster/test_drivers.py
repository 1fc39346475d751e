"""Snakemake itself: interrupted, killed, or started twice in one folder. SLURM keeps no accounts here."""

import re
import signal
import socket
import subprocess

import psutil
import pytest
from slurm_driver import PATIENCE_S, wait_for
from slurm_records import jobs_of_controller

# They wait for no other.
FIRST_RULES = ("frame_observation", "record_snapshots")


@pytest.fixture
def under_way(plain_slurm, make_driver, miniature):
    """A run whose first job has just begun, and its Snakemake. Leaves no job behind."""
    driver = make_driver(plain_slurm, miniature)
    snakemake = driver.start()
    driver.job = wait_for("a job runs", lambda: running_job(driver), driver=snakemake)
    run_id = driver.run_id
    yield driver, snakemake
    snakemake.kill()
    snakemake.wait()
    # Those of the first Snakemake, which a second one in the folder knows nothing of.
    subprocess.run(["scancel", "--name", run_id], check=True)
    wait_for("the end of its jobs", lambda: not driver.in_queue)
    # Without control groups SLURM loses sight of what a cancelled job has started.
    for process in psutil.process_iter(["cwd"]):
        if process.info["cwd"] == str(driver.folder):
            process.kill()


def running_job(driver):
    """Number of a job that runs."""
    return next((job.number for job in driver.jobs if job.state == "RUNNING"), None)


def state_of(number):
    return next(job.state for job in jobs_of_controller() if job.number == number)


def test_an_interrupted_snakemake_cancels_its_jobs(under_way):
    driver, snakemake = under_way
    snakemake.send_signal(signal.SIGINT)
    # Up to its next look at the queue it sleeps.
    assert snakemake.wait(timeout=PATIENCE_S) != 0
    wait_for("the end of its jobs", lambda: not driver.in_queue)
    assert state_of(driver.job) == "CANCELLED"


def test_a_snakemake_that_is_asked_to_end_waits_for_its_running_jobs_and_sends_no_more(under_way):
    driver, snakemake = under_way
    snakemake.send_signal(signal.SIGTERM)
    assert snakemake.wait(timeout=PATIENCE_S) != 0
    assert {(job.rule, job.state) for job in driver.jobs} <= {(rule, "COMPLETED") for rule in FIRST_RULES}
    assert state_of(driver.job) == "COMPLETED"


def test_a_second_snakemake_in_the_folder_is_refused_and_told_which_process_holds_it(under_way):
    driver, snakemake = under_way
    said = driver.run("--quiet", "rules", succeeds=False)
    assert re.search(rf"\b{snakemake.pid} on {re.escape(socket.gethostname())}\b", said), said
    assert snakemake.poll() is None


def test_a_killed_snakemake_leaves_a_lock_and_the_next_one_is_told_how_to_lift_it(under_way):
    driver, snakemake = under_way
    snakemake.kill()
    snakemake.wait()
    assert state_of(driver.job) == "RUNNING"
    said = driver.run("--quiet", "rules", succeeds=False)
    assert f"is stale: process {snakemake.pid} on" in said
    assert "snakemake --unlock" in said
    driver.run("--unlock")
    assert "compute_temperatures" in driver.run("-n", "--quiet", "rules")
