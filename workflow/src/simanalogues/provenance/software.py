"""The software behind a result: versions of packages and of this code."""

import functools
import importlib.metadata
import platform
import subprocess

from simanalogues import __version__
from simanalogues.places import ROOT

REPORTED = ("snakemake", "tensorflow", "keras", "numpy", "scipy", "xarray", "netCDF4", "pandas", "matplotlib", "numba")
REPORTED += ("astropy", "radio-beam", "reproject", "osyris", "yt")


@functools.cache
def package_versions() -> dict[str, str]:
    """Installed version of each package that a result may depend on; packages that are not installed are left out."""
    versions = {}
    for name in REPORTED:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


@functools.cache
def software() -> dict:
    """Versions of this package, of Python and of all packages; the commit of a git checkout, with `-dirty` where files
    differ from it, else an empty string."""
    return {
        "simanalogues": __version__,
        "commit": _commit(),
        "python": platform.python_version(),
        "packages": package_versions(),
    }


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
