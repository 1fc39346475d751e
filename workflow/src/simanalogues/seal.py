"""The seal of a file: a checksum of all its bytes, as the last bytes of it, which readers of HDF5 pass over.

HDF5 has no checksum over what it keeps strings in, and does not come back from some damage of that: so files are looked
at before it opens them. Imports nothing but the standard library.
"""

import functools
import os
import zlib
from pathlib import Path
from typing import BinaryIO

MARK = b"simanalogues-crc32:"
LENGTH = len(MARK) + 8
READ_AT_ONCE = 2**24


def seal(path: str | Path) -> None:
    """Put the seal behind what is in the file."""
    with open(path, "r+b") as file:
        checksum = _checksum(file, os.fstat(file.fileno()).st_size)
        file.write(MARK + checksum)


def is_broken(path: str | Path) -> bool:
    """Whether a file has other bytes than it was sealed with; False where it has no seal. Read once per process."""
    status = os.stat(path)
    return _is_broken(os.path.abspath(path), status.st_size, status.st_mtime_ns)


@functools.cache
def _is_broken(path: str, size: int, _changed_ns: int) -> bool:
    with open(path, "rb") as file:
        file.seek(max(0, size - LENGTH))
        end = file.read()
        if not end.startswith(MARK):
            return False
        file.seek(0)
        return end != MARK + _checksum(file, size - LENGTH)


def _checksum(file: BinaryIO, size: int) -> bytes:
    """CRC-32 of the bytes from here on, as 8 hexadecimal digits."""
    value = 0
    while size > 0 and (block := file.read(min(size, READ_AT_ONCE))):
        value = zlib.crc32(block, value)
        size -= len(block)
    return f"{value:08x}".encode()
