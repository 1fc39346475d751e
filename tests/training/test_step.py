import os
import subprocess
import sys
from importlib.util import find_spec

import keras
import numpy as np
import pytest
import tensorflow as tf

from simanalogues.networks.backend import is_gpu_missing
from simanalogues.training.adam import Adam, State
from simanalogues.training.perceptron import Perceptron
from simanalogues.training.runtimes import as_numpy, on_keras, on_numpy, product_in_bfloat16
from simanalogues.training.step import Step

ADAM = Adam(learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7, l2=1e-3)
PERCEPTRON = Perceptron(1, 20, (12, 9, 6), 0.5)


def problem(perceptron=PERCEPTRON, n=16, dtype=np.float64):
    rng = np.random.default_rng(1)
    # Biases that are not 0, so that no neuron without any input stands exactly on the kink of its ReLU.
    weights = [
        (array + 0.1 * rng.standard_normal(array.shape)).astype(dtype) for array in perceptron.initial_weights(rng)
    ]
    features = rng.standard_normal((3 * n, perceptron.cells, perceptron.channels)).astype(dtype)
    masks = [mask.astype(dtype) for mask in perceptron.draw_masks(rng, 3 * n)]
    return weights, features, masks


def state_of(weights):
    return State(weights, *([np.zeros_like(array) for array in weights] for _ in range(2)))


@pytest.mark.parametrize(("gate", "printed"), [(True, False), (False, False), (True, True)])
@pytest.mark.parametrize("cells", [1, 4])
def test_gradients_are_those_of_finite_differences(cells, gate, printed):
    perceptron = Perceptron(cells, 20, (12, 9, 6), 0.5)
    step = Step(perceptron, Adam(1e-3, 0.9, 0.999, 1e-7, l2=0.0), gate, printed)
    weights, features, masks = problem(perceptron)
    gradients, _ = step.gradients(np, weights, features, masks)
    rng = np.random.default_rng(2)
    for place, array in enumerate(weights):
        for index in [tuple(rng.integers(0, n) for n in array.shape) for _ in range(12)]:
            losses = []
            for sign in (1, -1):
                moved = [values.copy() for values in weights]
                moved[place][index] += sign * 1e-6
                losses.append(step.gradients(np, moved, features, masks)[1].loss)
            np.testing.assert_allclose(gradients[place][index], (losses[0] - losses[1]) / 2e-6, atol=2e-8, rtol=1e-5)


def test_gradients_are_those_of_tensorflow():
    step = Step(PERCEPTRON, ADAM)
    weights, features, masks = problem(dtype=np.float32)
    gradients, measured = step.gradients(np, weights, features, masks)
    variables = [tf.Variable(array) for array in weights]
    with tf.GradientTape() as tape:
        hidden = tf.constant(features[:, 0] * masks[0])
        for layer in range(2):
            hidden = tf.nn.relu(hidden @ variables[2 * layer] + variables[2 * layer + 1]) * masks[layer + 1]
        out = tf.reshape(hidden @ variables[4] + variables[5], (3, 16, -1))
        near, far = (tf.reduce_sum(abs(out[0] - out[k]), axis=-1) for k in (1, 2))
        loss = tf.reduce_mean(tf.where(near > far, 2 * tf.sigmoid(near - far), 0.0))
    for ours, theirs in zip(gradients, tape.gradient(loss, variables), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=1e-6)
    penalty = 1e-3 * sum((kernel**2).sum() for kernel in weights[::2])
    assert float(measured.loss) == pytest.approx(float(loss) + penalty, rel=1e-5)
    assert float(measured.active) == pytest.approx(float((near > far).numpy().mean()))


@pytest.mark.parametrize("beta_1", [0.9, 1e-3])
def test_adam_is_that_of_keras_and_the_penalty_is_on_kernels_alone(beta_1):
    adam = Adam(1e-3, beta_1, 0.999, 1e-7, l2=1e-2)
    weights = problem(dtype=np.float32)[0]
    state, variables = state_of(weights), [keras.Variable(array) for array in weights]
    theirs = keras.optimizers.Adam(1e-3, beta_1, 0.999, 1e-7)
    rng = np.random.default_rng(4)
    for number in range(1, 6):
        gradients = [rng.standard_normal(array.shape).astype(np.float32) for array in weights]
        state = adam.updated(np, state, gradients, adam.rate(number))
        penalised = [g + 2e-2 * np.asarray(v) * (g.ndim == 2) for g, v in zip(gradients, variables, strict=True)]
        theirs.apply([tf.constant(g) for g in penalised], variables)
    for ours, variable in zip(state.weights, variables, strict=True):
        np.testing.assert_allclose(ours, np.asarray(variable), rtol=1e-4, atol=2e-6)


def steps_taken(run, step, n_steps=4):
    weights, _, _ = problem(dtype=np.float32)
    state, rng = state_of(weights), np.random.default_rng(7)
    for number in range(1, n_steps + 1):
        features = rng.standard_normal((48, 1, 20), dtype=np.float32)
        state, measured = run(state, features, PERCEPTRON.draw_masks(rng, 48), number)
    return as_numpy(state), float(measured.loss)


def test_numpy_and_tensorflow_agree_over_the_first_steps():
    step = Step(PERCEPTRON, ADAM)
    (ours, our_loss), (theirs, their_loss) = steps_taken(on_numpy(step), step), steps_taken(on_keras(step), step)
    assert our_loss == pytest.approx(their_loss, rel=1e-5)
    # A step of Adam is up to the learning rate long, 1e-3, also where a gradient is nothing but rounding.
    for first, second in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_backends_agree_with_numpy_over_the_first_steps(backend, root):
    if find_spec(backend) is None:
        pytest.skip(f"KERAS_BACKEND={backend} needs the package {backend}, which is not installed")
    test = f"{__file__}::test_numpy_and_tensorflow_agree_over_the_first_steps"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", test]
    done = subprocess.run(
        command, cwd=root, env=os.environ | {"KERAS_BACKEND": backend}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_bfloat16_is_near_float32_and_not_the_same():
    step = Step(PERCEPTRON, ADAM)
    mixed = Step(Perceptron(1, 20, (12, 9, 6), 0.5, product_in_bfloat16), ADAM)
    ours, mixed_state = steps_taken(on_numpy(step), step)[0], steps_taken(on_keras(mixed), mixed)[0]
    difference = max(np.abs(a - b).max() for a, b in zip(ours.weights, mixed_state.weights, strict=True))
    assert 1e-6 < difference < 2e-2
    assert all(array.dtype == np.float32 for array in mixed_state.weights)


def test_a_gpu_that_was_promised_and_is_not_there_is_told(caplog):
    assert is_gpu_missing({"gpu": 1})
    assert "the profile gives this job a GPU, but tensorflow sees none: it runs on a CPU" in caplog.text
    assert is_gpu_missing({"gres": "gpu:a100:1"})
    assert not is_gpu_missing({"mem_mb": 8000, "gpu": 0})
