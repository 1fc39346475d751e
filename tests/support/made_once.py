"""Folders that take long to make: one of the parallel workers makes each, and all use it."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` fills under another name, so that one that is there is whole. Read only."""
    base = factory.getbasetemp()
    # The folder of a worker is in that of the whole session.
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, part = base / name, base / f"{name}.part"
    with open(base / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder
