"""Scratch folders of jobs: what a killed one left goes, what a living one uses stays."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from simanalogues.scratch import PREFIX, remove_abandoned, scratch_for_job

HOLD = """
import sys, time
from simanalogues.scratch import scratch_for_job
with scratch_for_job(sys.argv[1]) as folder:
    (folder / "model").mkdir()
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def job(root, tmp_path):
    """A process that works in a scratch folder below `tmp_path`, and that folder."""
    environment = os.environ | {"PYTHONPATH": str(root / "workflow/src")}
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_the_folder_of_a_living_job_is_kept(job, tmp_path):
    _, folder = job
    assert remove_abandoned(tmp_path) == []
    with scratch_for_job(tmp_path) as own:
        assert own != folder
        assert (folder / "model").is_dir()


def test_the_folder_of_a_killed_job_is_removed_by_the_next_one(job, tmp_path):
    process, folder = job
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert folder.is_dir()
    with scratch_for_job(tmp_path) as own:
        assert list(tmp_path.glob(f"{PREFIX}*")) == [own]
    assert list(tmp_path.iterdir()) == []


def test_folders_of_others_are_left_alone(tmp_path):
    (tmp_path / f"{PREFIX}without-a-lock").mkdir()
    (tmp_path / "theirs").mkdir()
    assert remove_abandoned(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("before", [None, "/tmp"])
def test_temporary_files_go_there_while_it_lasts_and_then_where_they_went_before(tmp_path, monkeypatch, before):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.delenv("TMPDIR", raising=False)
    if before:
        monkeypatch.setenv("TMPDIR", before)
    usual = tempfile.gettempdir()
    with pytest.raises(ValueError, match="stopped"), scratch_for_job(tmp_path) as folder:
        assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(folder)
        raise ValueError("stopped")
    assert tempfile.gettempdir() == usual
    assert os.environ.get("TMPDIR") == before
    assert not folder.exists()
