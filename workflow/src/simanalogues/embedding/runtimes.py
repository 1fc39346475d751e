"""What carries out a frozen network: Keras's backend (TensorFlow, JAX or PyTorch), or OpenVINO on a CPU.

The weights enter the compiled function as constants: TensorFlow and OpenVINO then merge each batch normalisation into
the convolution before it, which is most of the gain over `model.predict`.
"""

import importlib
import tempfile
from collections.abc import Callable
from typing import Any

import numpy as np

from simanalogues.errors import ConfigError, RuntimeUnavailable
from simanalogues.networks.backend import backend_name, make_reproducible

Compiled = Callable[[np.ndarray], list[np.ndarray]]


def compiled(runtime: str, network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Compiled:
    """A function from one batch of prepared maps to the list of feature arrays.

    Parameters
    ----------
    runtime
        `keras` or `openvino`.
    network
        Keras model with its weights.
    head
        Called as `head(call, maps)` with `call` the network on preprocessed maps; returns a tuple of tensors.
    batch_shape
        (image, y, x), the only shape that is ever passed.

    Raises
    ------
    ConfigError
        No runtime has that name, or OpenVINO was asked for beside another Keras backend than TensorFlow.
    RuntimeUnavailable
        OpenVINO is not installed.
    """
    if runtime not in RUNTIMES:
        raise ConfigError(f"`runtime: {runtime}` cannot be: choose one of {', '.join(RUNTIMES)}")
    return RUNTIMES[runtime](network, head, batch_shape)


def on_keras(network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Compiled:
    """Compile with whatever backend Keras runs on; without a compiler the operations run one by one."""
    carried_out = {"tensorflow": on_tensorflow, "jax": on_jax}.get(backend_name(), on_plain_operations)
    return carried_out(network, head, batch_shape)


def frozen_call(network: Any) -> Callable:
    """The network as a function of its input alone, its weights constants."""
    trainable = [np.asarray(weight) for weight in network.trainable_variables]
    other = [np.asarray(weight) for weight in network.non_trainable_variables]
    return lambda maps: network.stateless_call(trainable, other, maps, training=False)[0]


def graph(network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Any:
    """A `tf.function` of fixed shape."""
    tf = importlib.import_module("tensorflow")
    make_reproducible()
    call = frozen_call(network)
    signature = [tf.TensorSpec(batch_shape, tf.float32)]
    return tf.function(lambda maps: head(call, maps), input_signature=signature, autograph=False)


def on_tensorflow(network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Compiled:
    """TensorFlow's graph."""
    run = graph(network, head, batch_shape)
    return lambda maps: [array.numpy() for array in run(maps)]


def on_jax(network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Compiled:
    """JAX's compiler."""
    call = frozen_call(network)
    run = importlib.import_module("jax").jit(lambda maps: head(call, maps))
    return lambda maps: [np.asarray(array) for array in run(maps)]


def on_plain_operations(network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Compiled:
    """Keras's operations one after the other, as PyTorch runs them."""
    ops = importlib.import_module("keras").ops
    # Without this PyTorch keeps every intermediate map for gradients.
    network.trainable = False

    def call(maps: Any) -> Any:
        return network(maps, training=False)

    return lambda maps: [ops.convert_to_numpy(array) for array in head(call, ops.convert_to_tensor(maps))]


def converted(openvino: Any, function: Any) -> Any:
    """OpenVINO's form of a `tf.function`, by way of a file: from memory, OpenVINO 2026 fails on Python 3.13."""
    tf = importlib.import_module("tensorflow")
    module = tf.Module()
    module.function = function
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder)
        return openvino.convert_model(folder)


def on_openvino(network: Any, head: Callable, batch_shape: tuple[int, int, int]) -> Compiled:
    """OpenVINO in true float32: by itself it may choose bfloat16, which changes the ranking."""
    if backend_name() != "tensorflow":
        raise ConfigError(f"`runtime: openvino` needs KERAS_BACKEND=tensorflow, it is {backend_name()}")
    try:
        openvino = importlib.import_module("openvino")
    except ImportError as error:
        raise RuntimeUnavailable(
            "`runtime: openvino` needs the package openvino, which is not installed: pip install openvino, or choose "
            "`runtime: keras`"
        ) from error
    model = converted(openvino, graph(network, head, batch_shape))
    hints = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
    run = openvino.Core().compile_model(model, "CPU", hints)
    # The result's memory is used again by the next batch.
    return lambda maps: [np.array(array) for array in run(maps).to_tuple()]


RUNTIMES = {"keras": on_keras, "openvino": on_openvino}
