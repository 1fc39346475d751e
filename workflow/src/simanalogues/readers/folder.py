"""What lies in a simulation's folder: its outputs, which of them are complete, and a digest of their large files.

Imports nothing but the standard library, so that a Snakefile may use it.
"""

import hashlib
import os
import re
import time
from pathlib import Path

from simanalogues.errors import ConfigError, InputMissing

# Files of an output are written within a day of each other: an older folder is not looked into, file by file.
LONG_SETTLED_S = 86400.0
OUTPUT_FOLDER = re.compile(r"output_(\d{5})$")


def output_folder(simulation: str | Path, output: int) -> Path:
    """Folder of one RAMSES output."""
    return Path(simulation) / f"output_{output:05d}"


def small_files(simulation: str | Path, output: int) -> list[Path]:
    """The two small files that the record of an output is made from: info and sinks."""
    folder = output_folder(simulation, output)
    return [folder / f"info_{output:05d}.txt", folder / f"sink_{output:05d}.csv"]


def numbers_of(ranges: str | list[int | str] | int) -> list[int]:
    """Output numbers from a config's `outputs`: `14-40`, `14-40:2`, or a list of numbers and such ranges.

    Raises
    ------
    ConfigError
        A part is neither a number nor a range.
    """
    parts = ranges.split(",") if isinstance(ranges, str) else ranges if isinstance(ranges, list) else [ranges]
    numbers: set[int] = set()
    for part in parts:
        match = re.fullmatch(r"\s*(\d+)(?:-(\d+)(?::(\d+))?)?\s*", str(part))
        if not match:
            raise ConfigError(f"outputs: '{part}' is neither a number nor a range such as 14-40 or 14-40:2")
        first, last, step = match.groups()
        numbers.update(range(int(first), int(last or first) + 1, int(step or 1)))
    return sorted(numbers)


def what_is_missing(simulation: str | Path, output: int) -> str:
    """Name of the first file that an output lacks: info, sinks, both files of every domain; empty if complete."""
    folder = output_folder(simulation, output)
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for path in small_files(simulation, output):
        if path.name not in present:
            return path.name
    n_domains = int(re.search(r"ncpu\s*=\s*(\d+)", small_files(simulation, output)[0].read_text())[1])
    needed = [f"{kind}_{output:05d}.out{cpu:05d}" for cpu in range(1, n_domains + 1) for kind in ("amr", "hydro")]
    return next((name for name in [*needed, "hydro_file_descriptor.txt"] if name not in present), "")


def find_outputs(simulation: str | Path, settle_s: float, now: float | None = None) -> dict[int, str]:
    """All outputs in a folder, with the reason why one is not complete yet (empty string: complete).

    An output counts as complete when nothing is missing and no file is younger than `settle_s`.

    Raises
    ------
    InputMissing
        The folder does not exist or has no output in it.
    """
    now = time.time() if now is None else now
    folders = sorted(Path(simulation).glob("output_*")) if Path(simulation).is_dir() else []
    numbers = [int(match[1]) for folder in folders if (match := OUTPUT_FOLDER.search(folder.name))]
    if not numbers:
        raise InputMissing(
            f"{simulation} holds no RAMSES output folder output_NNNNN: check `data_dir` and the simulation's `path`"
        )
    return {number: _incomplete(simulation, number, settle_s, now) for number in numbers}


def _incomplete(simulation: str | Path, output: int, settle_s: float, now: float) -> str:
    missing = what_is_missing(simulation, output)
    if missing:
        return f"incomplete: {missing} is missing"
    folder = output_folder(simulation, output)
    if now - folder.stat().st_mtime > settle_s + LONG_SETTLED_S:
        return ""
    youngest = max(entry.stat().st_mtime for entry in os.scandir(folder))
    return "still being written" if now - youngest < settle_s else ""


def size_digest(simulation: str | Path, outputs: list[int]) -> str:
    """Digest of names and sizes of all files of the outputs: a touch does not change it."""
    digest = hashlib.blake2b(digest_size=8)
    for output in outputs:
        folder = output_folder(simulation, output)
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name) if folder.is_dir() else []:
            digest.update(f"{output}/{entry.name}:{entry.stat().st_size};".encode())
    return digest.hexdigest()
