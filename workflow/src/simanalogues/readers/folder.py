"""Where the files of a RAMSES output lie, and which of them are missing.

Imports nothing but the standard library, so that a Snakefile may use it.
"""

import re
from pathlib import Path


def output_folder(simulation: str | Path, output: int) -> Path:
    """Folder of one RAMSES output."""
    return Path(simulation) / f"output_{output:05d}"


def small_files(simulation: str | Path, output: int) -> list[Path]:
    """The two small files that the record of an output is made from: info and sinks."""
    folder = output_folder(simulation, output)
    return [folder / f"info_{output:05d}.txt", folder / f"sink_{output:05d}.csv"]


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
