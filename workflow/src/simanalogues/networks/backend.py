"""Keras's backend (TensorFlow, JAX or PyTorch): which one it is, and whether it has an accelerator."""

import importlib
from collections.abc import Mapping

from simanalogues.log import LOGGER


def backend_name() -> str:
    """`tensorflow`, `jax` or `torch`."""
    return importlib.import_module("keras").backend.backend()


def has_accelerator() -> bool:
    """Whether Keras's backend runs on something else than a CPU."""
    backend = backend_name()
    if backend == "tensorflow":
        return bool(importlib.import_module("tensorflow").config.list_physical_devices("GPU"))
    if backend == "jax":
        return importlib.import_module("jax").default_backend() != "cpu"
    return backend == "torch" and importlib.import_module("torch").cuda.is_available()


def make_reproducible() -> None:
    """On a GPU with TensorFlow: the same bits on every run, and true float32 as on CPUs."""
    if backend_name() == "tensorflow" and has_accelerator():
        tf = importlib.import_module("tensorflow")
        tf.config.experimental.enable_op_determinism()
        tf.config.experimental.enable_tensor_float_32_execution(False)


def is_gpu_missing(resources: Mapping) -> bool:
    """Whether a job's resources promise a GPU and there is none; says so in the log.

    Parameters
    ----------
    resources
        Of the job, as Snakemake has them: `gpu` is a number of GPUs, `gres` such as `gpu:a100:1`.
    """
    promised = bool(resources.get("gpu")) or "gpu" in str(resources.get("gres", ""))
    missing = promised and not has_accelerator()
    if missing:
        LOGGER.warning("the profile gives this job a GPU, but %s sees none: it runs on a CPU", backend_name())
    return missing
