"""What carries a step out: NumPy on a CPU, Keras's backend (TensorFlow, JAX or PyTorch) on an accelerator.

A step on a CPU is four small matrix products: NumPy's are the fastest there, and nothing has to be compiled.
"""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from simanalogues.networks.backend import backend_name, make_reproducible
from simanalogues.training.adam import State
from simanalogues.training.step import Measured, Step

Advance = Callable[[State, np.ndarray, list, int], tuple[State, Measured]]


def on_numpy(step: Step) -> Advance:
    """`advance(state, features, masks, number)` carries out one step; numbers count from 1."""

    def advance(state: State, features: np.ndarray, masks: list, number: int) -> tuple[State, Measured]:
        return step(np, state, features, masks, step.adam.rate(number))

    return advance


def on_keras(step: Step) -> Advance:
    """The same with Keras's backend; states are its tensors, and may be NumPy's arrays at first."""
    make_reproducible()
    run, ops = compiled(step), importlib.import_module("keras").ops

    def advance(state: State, features: np.ndarray, masks: list, number: int) -> tuple[State, Measured]:
        tensors = State(*([ops.convert_to_tensor(array) for array in arrays] for arrays in state))
        batch = ops.convert_to_tensor(features), [ops.convert_to_tensor(mask) for mask in masks]
        state, measured = run(tensors, *batch, ops.convert_to_tensor(step.adam.rate(number)))
        return State(*state), Measured(*measured)

    return advance


def compiled(step: Step) -> Callable:
    """The step as a compiled function of tensors; with PyTorch its operations run one by one."""
    ops = importlib.import_module("keras").ops

    def call(state: State, features: Any, masks: list, rate: Any) -> tuple[State, Measured]:
        return step(ops, state, features, masks, rate)

    if backend_name() == "tensorflow":
        return importlib.import_module("tensorflow").function(call, autograph=False, jit_compile=False)
    return importlib.import_module("jax").jit(call) if backend_name() == "jax" else call


def as_numpy(state: State) -> State:
    """A state as NumPy's arrays."""
    convert = importlib.import_module("keras").ops.convert_to_numpy
    return State(
        *([array if isinstance(array, np.ndarray) else convert(array) for array in arrays] for arrays in state)
    )


def product_in_bfloat16(ops: Any, first: Any, second: Any) -> Any:
    """A matrix product in bfloat16, of float32 and to float32; of NumPy, which has no such type, in float32."""
    if ops is np:
        return ops.matmul(first, second)
    return ops.cast(ops.matmul(ops.cast(first, "bfloat16"), ops.cast(second, "bfloat16")), "float32")
