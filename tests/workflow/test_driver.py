"""Who holds a locked directory, as the second driver is told."""

import json
import os
import socket
import subprocess
import sys

import pytest

from simanalogues.plan.driver import claim, release, who_holds


@pytest.fixture
def holder(tmp_path):
    return tmp_path / ".snakemake/simanalogues/driver.json"


def claimed_by_another(holder, **changes):
    """A note as another process would leave it."""
    claim(holder)
    holder.write_text(json.dumps(json.loads(holder.read_text()) | changes))


def test_a_living_process_is_named_and_how_to_end_it(holder, tmp_path):
    claim(holder)
    said = who_holds(holder)
    assert f"{tmp_path} is held by process {os.getpid()} on {socket.gethostname()}, started 20" in said
    assert f"which is alive: wait until it is done, or end it and its jobs with `kill -INT {os.getpid()}`" in said


def test_of_a_process_that_is_gone_the_lock_is_stale_and_the_command_that_lifts_it_is_named(holder):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    claimed_by_another(holder, pid=gone.pid)
    assert f"is stale: process {gone.pid} on" in who_holds(holder)
    assert "lift the lock with `snakemake --unlock`" in who_holds(holder)


def test_another_process_with_the_same_number_does_not_count(holder):
    claimed_by_another(holder, born="1")
    assert "is stale" in who_holds(holder)


def test_on_another_host_one_has_to_look_oneself(holder):
    claimed_by_another(holder, host="login2", pid=77)
    assert "held by process 77 on login2" in who_holds(holder)
    assert "See on login2 whether it is alive (ps 77)" in who_holds(holder)


def test_without_a_note_the_command_is_still_named(holder):
    assert "No process left a note" in who_holds(holder)
    assert "snakemake --unlock" in who_holds(holder)


def test_a_process_removes_its_own_note_and_no_other(holder):
    claimed_by_another(holder, pid=1)
    release(holder)
    assert holder.exists()
    claim(holder)
    release(holder)
    assert not holder.exists()
