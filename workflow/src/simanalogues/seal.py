"""The seal of a file: a digest of all its bytes, as the last bytes of it, which readers of HDF5 pass over.

HDF5 has no checksum over what it keeps strings in, and does not come back from some damage of that: so files are looked
at before it opens them. Imports nothing but the standard library.
"""

import functools
import hashlib
import os
from pathlib import Path
from typing import BinaryIO

MARK = b"simanalogues-blake2b:"
DIGEST_BYTES = 16
LENGTH = len(MARK) + 2 * DIGEST_BYTES
READ_AT_ONCE = 2**24


def seal(path: str | Path) -> None:
    """Put the seal behind what is in the file."""
    with open(path, "r+b") as file:
        digest = _digest(file, os.fstat(file.fileno()).st_size)
        file.write(MARK + digest)


def is_broken(path: str | Path) -> bool:
    """Whether a file has other bytes than it was sealed with; False where it has no seal. Read once per process."""
    status = os.stat(path)
    return _is_broken(os.path.abspath(path), status.st_size, status.st_mtime_ns)


@functools.cache
def _is_broken(path: str, size: int, _changed_ns: int) -> bool:
    with open(path, "rb") as file:
        end = _end_of(file, size)
        if not end.startswith(MARK):
            return False
        file.seek(0)
        return end != MARK + _digest(file, size - LENGTH)


def sealed_digest(path: str | Path) -> str:
    """The digest in a file's seal, read without the rest; empty where it has none."""
    with open(path, "rb") as file:
        end = _end_of(file, os.fstat(file.fileno()).st_size)
    return end.removeprefix(MARK).decode() if end.startswith(MARK) else ""


def _end_of(file: BinaryIO, size: int) -> bytes:
    """Where the seal of a file of that size is, if it has one."""
    file.seek(max(0, size - LENGTH))
    return file.read()


def _digest(file: BinaryIO, size: int) -> bytes:
    """BLAKE2b of the bytes from here on, as hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    while size > 0 and (block := file.read(min(size, READ_AT_ONCE))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest().encode()
