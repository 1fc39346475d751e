"""What every job inherits from the process that plans the run. Imports nothing but the standard library."""

import os
from pathlib import Path


def share_with_jobs(source: str | Path, kernels: str | Path) -> None:
    """Set environment variables for this process and all that it starts.

    Parameters
    ----------
    source
        Folder of the package: jobs import it from here, also in a conda environment or on another node.
    kernels
        Folder for compiled kernels: they are compiled once, not once per job.
    """
    paths = [str(source), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(kernels).absolute()))
    # Of TensorFlow's messages about GPUs that are not there, this silences the errors.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
