"""Temporary folders of a job: all in one folder that goes with the job, also where the job was killed.

A job holds a lock on its folder for as long as it lives. Whoever starts next on the same disk removes the folders whose
lock nobody holds, so that what lies in scratch belongs to jobs in flight. Imports nothing but the standard library.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "simanalogues-"
LOCK = "in-use"


@contextlib.contextmanager
def scratch_for_job(folder: str | Path | None) -> Iterator[Path]:
    """A folder below `folder` (None: the system's temporary one) that temporary files of this process go to.

    `tempfile` and child processes use it while this lasts; then it is removed with all that is in it.
    """
    base = Path(folder or tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    remove_abandoned(base)
    before, environment = tempfile.tempdir, os.environ.get("TMPDIR")
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=base, ignore_cleanup_errors=True) as name, locked(Path(name)):
        tempfile.tempdir = os.environ["TMPDIR"] = name
        try:
            yield Path(name)
        finally:
            tempfile.tempdir = before
            os.environ.pop("TMPDIR")
            os.environ |= {} if environment is None else {"TMPDIR": environment}


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; it counts as in use from the moment that the lock has its name."""
    with open(folder / f".{LOCK}", "w") as lock:
        with contextlib.suppress(OSError):  # a disk without locks: then nothing of it is ever seen as abandoned
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / f".{LOCK}").rename(folder / LOCK)
        yield


def remove_abandoned(base: Path) -> list[Path]:
    """Remove the folders of jobs that were killed; gives those that were removed."""
    removed = []
    for lock in base.glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError), open(lock) as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent)
            removed.append(lock.parent)
    return removed
