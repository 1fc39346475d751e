"""Files that are whole or absent: written beside their place under a hidden name, and renamed.

Imports nothing but the standard library and this package's errors.
"""

import contextlib
import glob
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from simanalogues.errors import WritingFailed

PARTIAL = "partial"


@contextlib.contextmanager
def written_whole(destination: str | Path) -> Iterator[Path]:
    """Yield a path of the same suffix to write to; it gets the final name when the block ends without an error.

    Raises
    ------
    WritingFailed
        It could not be written, as on a full disk; the message names the file, which is as it was before.
    """
    destination = Path(destination)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        remove_abandoned(destination)
        partial = destination.with_name(f".{_host()}-{os.getpid()}.{PARTIAL}.{destination.name}")
        try:
            yield partial
            _to_the_disk(partial)
            os.replace(partial, destination)
        finally:
            partial.unlink(missing_ok=True)
    # netCDF and HDF5 tell of a full disk by a RuntimeError.
    except (OSError, RuntimeError) as error:
        raise WritingFailed(f"could not write {destination}: {error}; is the disk full?") from error


def write_text_whole(destination: str | Path, text: str) -> None:
    """Write a text in UTF-8; raises as `written_whole`."""
    with written_whole(destination) as partial:
        partial.write_text(text, encoding="utf-8")


def remove_abandoned(destination: Path) -> None:
    """Remove what writers of a file left that were killed.

    Those of other hosts count as such: two jobs of one file are at work at once only where the run of one was killed.
    """
    for partial in destination.parent.glob(f".*.{PARTIAL}.{glob.escape(destination.name)}"):
        host, _, process = partial.name.removesuffix(f".{PARTIAL}.{destination.name}")[1:].rpartition("-")
        if host != _host() or not _is_alive(int(process)):
            partial.unlink(missing_ok=True)


def _to_the_disk(path: Path) -> None:
    """Wait until the disk has it: some file systems tell only then that they are full."""
    with open(path, "rb") as written:
        os.fsync(written.fileno())


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _host() -> str:
    return socket.gethostname().split(".")[0]
