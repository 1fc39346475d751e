"""Digests of inputs: what is in a file or folder, never when it was written.

Light to import, so that a Snakefile may use it.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from simanalogues.errors import WritingFailed
from simanalogues.seal import sealed_digest
from simanalogues.whole_files import write_text_whole

# Larger raw inputs count by name and size: reading terabytes to describe a job would take longer than the job.
LARGEST_READ = 16 * 2**30


def digest_of(path: str | Path) -> str:
    """Digest of an input, as `scheme:value`.

    `contents` of a file are its bytes; `seal` is that of a NetCDF file of this package, which is read without the rest;
    `sizes` of a folder, or of a file above 16 GiB, are the names and sizes of what it holds.

    Raises
    ------
    OSError
        The path is not there or cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        return "sizes:" + _digest_of_sizes(path)
    if path.suffix == ".nc" and (digest := sealed_digest(path)):
        return "seal:" + digest
    return _digest_of_file(path)


def _digest_of_file(path: Path) -> str:
    if path.stat().st_size > LARGEST_READ:
        return f"sizes:{path.name}:{path.stat().st_size}"
    return "contents:" + digest_of_contents(path)


def digest_of_contents(path: str | Path) -> str:
    """BLAKE2b of a file's bytes, 32 hexadecimal digits."""
    with open(path, "rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _digest_of_sizes(folder: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for path in files_below(folder):
        digest.update(f"{path.relative_to(folder)}:{path.stat().st_size};".encode())
    return digest.hexdigest()


def files_below(root: Path) -> Iterator[Path]:
    """All files below a folder in the order of their names; the path itself where it is a file."""
    if root.is_file():
        yield root
    for parent, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(parent) / name for name in sorted(names))


class DigestMemory:
    """Digests of raw inputs that are remembered for as long as a file keeps its size and its time of change.

    Parameters
    ----------
    path
        JSON file that holds them from one run to the next.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._known: dict[str, list] = self._read()
        self._is_new = False

    def contents(self, path: str | Path) -> str:
        """Digest of a file as `digest_of` gives it; empty where there is no such file. A touch does not change it."""
        try:
            status = os.stat(path)
        except OSError:
            return ""
        state = [status.st_size, status.st_mtime_ns]
        name = os.path.abspath(path)
        if self._known.get(name, [None])[0] != state:
            self._known[name] = [state, _digest_of_file(Path(path))]
            self._is_new = True
        return self._known[name][1]

    def keep(self) -> None:
        """Write down what was learnt, if anything; a folder that cannot be written to only costs time."""
        if not self._is_new:
            return
        with contextlib.suppress(WritingFailed):
            write_text_whole(self.path, json.dumps(self._known))
        self._is_new = False

    def _read(self) -> dict[str, list]:
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
