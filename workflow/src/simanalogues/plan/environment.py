"""What every job inherits from the process that plans the run. Imports nothing but the standard library."""

import os
from pathlib import Path

from simanalogues.provenance.code import room_digest

ROOMS_WITH_KERNELS = ("distances", "models", "transfer")


def share_with_jobs(source: str | Path, kernels: str | Path) -> None:
    """Set environment variables for this process and all that it starts.

    Parameters
    ----------
    source
        Folder of the package: jobs import it from here, also in a conda environment or on another node.
    kernels
        Folder for compiled kernels: they are compiled once, not once per job. Numba sees changes of a kernel's own file
        only, not of kernels that it calls from other files: so each state of the code has a folder of its own in there.
    """
    paths = [str(source), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_cache(kernels)))
    # Of TensorFlow's messages about GPUs that are not there, this silences the errors.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def kernel_cache(folder: str | Path) -> Path:
    """Where kernels of the code as it is now are kept."""
    digests = "-".join(room_digest(room) for room in ROOMS_WITH_KERNELS)
    return Path(folder).absolute() / digests
