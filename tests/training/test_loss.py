import numpy as np
import pytest

from simanalogues.training.loss import distances, sigmoid, slope_of_embeddings, triplet_loss

# Anchor, positive and negative of two triplets, two numbers each: L1 distances 3 and 1, then 1 and 4.
EMBEDDINGS = np.array([[[0.0, 0.0], [1.0, 1.0]], [[1.0, 2.0], [2.0, 1.0]], [[0.0, -1.0], [3.0, -1.0]]])


def test_distances_are_the_l1_norms():
    near, far = distances(np, EMBEDDINGS)
    np.testing.assert_array_equal(near, [3, 1])
    np.testing.assert_array_equal(far, [1, 4])


def test_the_loss_is_that_of_equations_8_to_10():
    loss = triplet_loss(np, *distances(np, EMBEDDINGS))
    # P(p) = e^3 / (e^3 + e^1), P(n) = e^1 / (e^3 + e^1); the second triplet is in order already.
    expected = np.exp(3) / (np.exp(3) + np.exp(1)) + 1 - np.exp(1) / (np.exp(3) + np.exp(1))
    np.testing.assert_allclose(loss.value, [expected, 0], rtol=1e-12)
    np.testing.assert_array_equal(loss.active, [True, False])
    assert loss.slope[1] == 0


def test_without_the_gate_triplets_in_order_count_too():
    loss = triplet_loss(np, *distances(np, EMBEDDINGS), gate=False)
    np.testing.assert_allclose(loss.value[1], 2 * np.exp(1) / (np.exp(1) + np.exp(4)), rtol=1e-12)
    assert loss.slope[1] > 0


def test_as_printed_the_gate_is_open_wherever_the_distances_differ():
    near, far = np.array([1.0, 4.0, 2.0]), np.array([4.0, 1.0, 2.0])
    loss = triplet_loss(np, near, far, as_printed=True)
    np.testing.assert_array_equal(loss.active, [True, True, False])
    probability = np.exp(near) / (np.exp(near) + np.exp(far))
    np.testing.assert_allclose(loss.value, np.where(near == far, 0, 2 * probability), rtol=1e-12)


def test_as_printed_the_exponentials_overflow_and_the_stable_form_does_not():
    near, far = np.float32([200.0]), np.float32([100.0])
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(triplet_loss(np, near, far, as_printed=True).value[0])
    assert triplet_loss(np, near, far).value[0] == 2


@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize("gate", [False, True])
def test_the_gradient_is_that_of_finite_differences(gate, printed):
    rng = np.random.default_rng(1)
    embeddings = rng.standard_normal((3, 6, 5))

    def total(at):
        return triplet_loss(np, *distances(np, at), gate=gate, as_printed=printed).value.sum()

    slope = triplet_loss(np, *distances(np, embeddings), gate=gate, as_printed=printed).slope
    gradient = slope_of_embeddings(np, embeddings, slope)
    step, numeric = 1e-6, np.zeros_like(embeddings)
    for place in np.ndindex(embeddings.shape):
        moved = np.zeros_like(embeddings)
        moved[place] = step
        numeric[place] = (total(embeddings + moved) - total(embeddings - moved)) / (2 * step)
    np.testing.assert_allclose(gradient, numeric, atol=1e-8)
    assert np.abs(gradient).max() > 0.01


def test_the_sigmoid_is_the_logistic_function_at_both_ends():
    x = np.array([-800.0, -3.0, 0.0, 3.0, 800.0])
    np.testing.assert_allclose(sigmoid(np, x), [0, 1 / (1 + np.exp(3)), 0.5, 1 / (1 + np.exp(-3)), 1], rtol=1e-12)
