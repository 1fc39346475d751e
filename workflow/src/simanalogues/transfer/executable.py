"""Finding and running RADMC-3D's executable: each run in a folder of its own, with links to the model's files."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from simanalogues.errors import EngineUnavailable

VARIABLE = "RADMC3D"
N_LINES_SHOWN = 15


def find_executable(executable: str | None = None) -> str:
    """RADMC-3D's executable: the one named, else the environment variable RADMC3D, else `radmc3d` on the PATH.

    Raises
    ------
    EngineUnavailable
        There is none, or the file that is named cannot be run.
    """
    named = executable or os.environ.get(VARIABLE)
    if named is None:
        found = shutil.which("radmc3d")
        if found is None:
            raise EngineUnavailable(
                "RADMC-3D was not found (its licence forbids shipping it): give its path as `executable` in the config,"
                f" in the environment variable {VARIABLE}, or put `radmc3d` on the PATH; or choose the engine 'builtin'"
            )
        return found
    if not os.access(named, os.X_OK) or not Path(named).is_file():
        origin = "the config" if executable else f"the environment variable {VARIABLE}"
        raise EngineUnavailable(f"'{named}', named by {origin}, is no file that can be run: give RADMC-3D's executable")
    return str(Path(named).resolve())


@contextlib.contextmanager
def linked_folder(files: list[Path], scratch: Path | None) -> Iterator[Path]:
    """A temporary folder with links to some files, since RADMC-3D reads and writes fixed names where it runs."""
    with tempfile.TemporaryDirectory(prefix="radmc3d-", dir=scratch) as folder:
        for path in files:
            Path(folder, path.name).symlink_to(path.resolve())
        yield Path(folder)


def run_radmc3d(executable: str, arguments: list[str], folder: Path, result: str) -> Path:
    """Run RADMC-3D in a folder and return the path of the file that it was to write.

    Raises
    ------
    EngineUnavailable
        It failed, or wrote no such file; the message has the end of its output.
    """
    done = subprocess.run(
        [executable, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    written = folder / result
    if done.returncode != 0 or not written.is_file():
        tail = "\n".join(done.stdout.decode(errors="replace").splitlines()[-N_LINES_SHOWN:])
        raise EngineUnavailable(
            f"RADMC-3D ended with status {done.returncode} and {'a' if written.is_file() else 'no'} file {result}; "
            f"its command was `{' '.join([executable, *arguments])}`, its last lines were:\n{tail}"
        )
    return written
