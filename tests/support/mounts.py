"""File systems for tests: one that is small, and a folder that cannot be written to. They need root."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of so many bytes at a folder, which is made."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield


def resize(folder: Path, size: int) -> None:
    """Make a small disk larger or smaller."""
    _mount("-o", f"remount,size={size}", str(folder))


@contextlib.contextmanager
def read_only(source: Path, folder: Path) -> Iterator[None]:
    """A folder seen at another place, where nobody can write."""
    with _mounted(folder, "--bind", str(source)):
        _mount("-o", "remount,bind,ro", str(folder))
        yield


@contextlib.contextmanager
def _mounted(folder: Path, *arguments: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    _mount(*arguments, str(folder))
    try:
        yield
    finally:
        # Lazily: a job that still ends there must not keep the mount.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"this test mounts a file system, which needs root (uid {os.getuid()}): {done.stderr.strip()}")
