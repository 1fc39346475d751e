"""Which outputs a simulation of any format has, what of them is missing, and a digest of their large files.

Imports nothing but the standard library, so that a Snakefile may use it. For RAMSES all of it is `readers.folder`.
"""

import glob
import hashlib
import re
import time
from pathlib import Path

from simanalogues.errors import InputMissing
from simanalogues.provenance.digests import files_below
from simanalogues.readers import folder
from simanalogues.readers.source import FIELD, Source

# What a model directory must have: a file of each name, binary or ASCII.
MODEL_FILES = {"amr_grid": (".binp", ".inp"), "dust_density": (".binp", ".inp")}


def small_files(source: Source, output: int) -> list[Path]:
    """The small files that the record of an output is made from."""
    if source.format == "ramses":
        return folder.small_files(source.folder, output)
    return [source.stars_file(output)]


def what_is_missing(source: Source, output: int) -> Path | None:
    """The first file that an output lacks; None if it is complete."""
    if source.format == "ramses":
        name = folder.what_is_missing(source.folder, output)
        return folder.output_folder(source.folder, output) / name if name else None
    needed = [source.path(output), source.stars_file(output)]
    missing = next((path for path in needed if not path.exists()), None)
    return _missing_of_model(source.path(output)) if missing is None and source.format == "radmc3d" else missing


def _missing_of_model(directory: Path) -> Path | None:
    for stem, suffixes in MODEL_FILES.items():
        if not any((directory / (stem + suffix)).is_file() for suffix in suffixes):
            return directory / (stem + suffixes[0])
    return None


def find_outputs(source: Source, settle_s: float, now: float | None = None) -> dict[int, str]:
    """All outputs in the folder, with the reason why one is not complete yet (empty string: complete).

    An output counts as complete when nothing is missing and no file is younger than `settle_s`.

    Raises
    ------
    InputMissing
        The folder does not exist or has no output in it.
    """
    if source.format == "ramses":
        return folder.find_outputs(source.folder, settle_s, now)
    now = time.time() if now is None else now
    numbers = _numbers_in(source)
    if not numbers:
        raise InputMissing(
            f"{source.folder} holds nothing that is called like '{source.pattern}': check `data_dir`, and the "
            "simulation's `path` and `pattern`"
        )
    return {number: _incomplete(source, number, settle_s, now) for number in numbers}


def _numbers_in(source: Source) -> list[int]:
    """Numbers of all paths in the folder that the pattern makes, ascending."""
    texts = FIELD.split(source.pattern)
    named = re.compile(r"(\d+)".join(map(re.escape, texts)))
    found = glob.glob("*".join(map(glob.escape, texts)), root_dir=source.folder)
    numbers = {int(match[1]) for name in found if (match := named.fullmatch(name))}
    return sorted(number for number in numbers if source.path(number).exists())


def _incomplete(source: Source, output: int, settle_s: float, now: float) -> str:
    missing = what_is_missing(source, output)
    if missing:
        return f"incomplete: {missing.relative_to(source.folder)} is missing"
    root, stars_file = source.root(output), source.stars_file(output)
    if now - max(root.stat().st_mtime, stars_file.stat().st_mtime) > settle_s + folder.LONG_SETTLED_S:
        return ""
    youngest = max(path.stat().st_mtime for path in (stars_file, *files_below(root)))
    return "still being written" if now - youngest < settle_s else ""


def size_digest(source: Source, outputs: list[int]) -> str:
    """Digest of names and sizes of all files of the outputs: a touch does not change it."""
    if source.format == "ramses":
        return folder.size_digest(source.folder, outputs)
    digest = hashlib.blake2b(digest_size=8)
    for output in outputs:
        for path in files_below(source.root(output)):
            digest.update(f"{output}/{path.relative_to(source.folder)}:{path.stat().st_size};".encode())
    return digest.hexdigest()
