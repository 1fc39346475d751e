"""Jobs without enough memory or time on a SLURM with accounting: they come back with more, and the run ends."""

import os
import signal
import subprocess

import pytest
from slurm_driver import wait_for
from slurm_records import jobs_of_controller

# Python with the packages of the stage takes more, and less than twice as much.
TOO_LITTLE_MB = 220
HELD_RULE = "embed_observation"
RESULT = "results/mockD/estimates.json"


@pytest.fixture(scope="module")
def done(accounted_slurm, make_driver, miniature):
    """A run where temperatures do not fit in the memory that they get first, and the embedding of the observation hangs
    for longer than it may."""
    plain = {name: block for name, block in miniature.items() if name != "training"}
    driver = make_driver(accounted_slurm, plain | {"embedding": {"backbones": ["pixels"]}})
    driver.set_resource("compute_temperatures", "mem_mb", TOO_LITTLE_MB)
    driver.set_resource(HELD_RULE, "runtime", 1)
    snakemake = driver.start("--", RESULT)
    # The accounting learns the rule of a job at its end.
    held = wait_for(f"{HELD_RULE} runs", running_job_of_rule, driver=snakemake)
    wait_for("its processes", lambda: stop_processes(held.number), driver=snakemake)
    assert snakemake.wait() == 0, driver.said
    driver.held = held
    return driver


def running_job_of_rule():
    """A job of the rule that is to hang."""
    return next((job for job in jobs_of_controller() if (job.rule, job.state) == (HELD_RULE, "RUNNING")), None)


def stop_processes(number):
    """Stop what a job runs, as a file system that does not answer would: it neither goes on nor ends."""
    said = subprocess.run(["scontrol", "listpids", str(number), "gpu01"], capture_output=True, text=True).stdout
    pids = [int(line.split()[0]) for line in said.splitlines()[1:] if line.split()[0] != "-1"]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


def jobs_of(done, rule):
    return [job for job in done.jobs if job.rule == rule]


def test_a_job_that_exceeds_its_memory_comes_back_with_more(done):
    *failed, last = jobs_of(done, "compute_temperatures")
    assert {job.state for job in failed} <= {"FAILED", "OUT_OF_MEMORY"}
    assert last.state == "COMPLETED"
    attempts = [job.mem_mb for job in (*failed, last)]
    assert attempts == [TOO_LITTLE_MB * attempt for attempt in range(1, len(attempts) + 1)]
    assert len(attempts) > 1


def test_the_memory_limit_was_what_ended_it(done):
    logs = (done.folder / ".snakemake/slurm_logs/rule_compute_temperatures").rglob("*.log")
    assert any("memory" in log.read_text().lower() for log in logs)


def test_a_job_that_exceeds_its_time_comes_back_with_more(done):
    first = next(job for job in done.jobs if job.number == done.held.number)
    assert (first.state, first.minutes) == ("TIMEOUT", 1)
    again = next(job for job in jobs_of(done, HELD_RULE) if job.number > first.number)
    assert (again.state, again.minutes, again.n_gpus) == ("COMPLETED", 2, 1)


def test_the_run_ends_with_its_result_all_the_same(done):
    assert (done.folder / RESULT).stat().st_size > 1000
    assert {job.state for job in done.jobs if job.rule not in {"compute_temperatures", HELD_RULE}} == {"COMPLETED"}
