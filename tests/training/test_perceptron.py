import numpy as np
import pytest

from simanalogues.training.head_file import keras_head
from simanalogues.training.perceptron import Perceptron

RNG = np.random.default_rng


def features(n, cells, channels):
    return np.maximum(RNG(1).standard_normal((n, cells, channels), dtype=np.float32), 0)


def test_kernels_start_with_the_variance_of_he_and_biases_at_zero():
    weights = Perceptron(1, 1024, (256, 128, 100), 0.5).initial_weights(RNG(2))
    assert [array.shape for array in weights] == [(1024, 256), (256,), (256, 128), (128,), (128, 100), (100,)]
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        assert kernel.var() == pytest.approx(2 / len(kernel), rel=0.03)
        assert not bias.any()


def test_masks_keep_the_mean_and_drop_the_given_part():
    masks = Perceptron(1, 400, (256, 128, 100), 0.3).draw_masks(RNG(3), 500)
    assert [mask.shape for mask in masks] == [(500, 400), (500, 256), (500, 128)]
    for mask in masks:
        assert (mask == 0).mean() == pytest.approx(0.3, abs=0.01)
        assert set(np.unique(mask)) == {0, np.float32(1 / 0.7)} or mask.max() == pytest.approx(1 / 0.7, rel=1e-4)


def test_a_dropped_channel_is_dropped_in_all_cells_at_once():
    perceptron = Perceptron(4, 6, (5, 3), 0.5)
    masks = perceptron.draw_masks(RNG(4), 7)
    _, entering = perceptron.forward(np, perceptron.initial_weights(RNG(5)), np.ones((7, 4, 6), np.float32), masks)
    kept = entering[0].reshape(7, 4, 6)
    np.testing.assert_array_equal(kept, np.repeat(masks[0][:, None, :], 4, axis=1))


def test_spatial_dropout_before_pooling_is_dropout_of_the_pooled_vector():
    maps = features(9, 49, 32)
    before, after = Perceptron(49, 32, (8, 4), 0.5), Perceptron(1, 32, (8, 4), 0.5)
    masks = after.draw_masks(RNG(6), 9)
    weights = after.initial_weights(RNG(7))
    dropped = before.forward(np, before.initial_weights(RNG(8)), maps, masks)[1][0].reshape(9, 49, 32)
    pooled = after.forward(np, weights, maps.mean(axis=1, keepdims=True), masks)[1][0]
    np.testing.assert_allclose(dropped.mean(axis=1), pooled, rtol=1e-5, atol=1e-7)


def test_without_dropout_nothing_is_dropped():
    perceptron = Perceptron(1, 32, (8, 4), 0.0)
    weights, seen = perceptron.initial_weights(RNG(9)), features(5, 1, 32)
    plain, _ = perceptron.forward(np, weights, seen)
    np.testing.assert_array_equal(perceptron.forward(np, weights, seen, perceptron.draw_masks(RNG(1), 5))[0], plain)


@pytest.mark.parametrize("map_shape", [(1, 1, 24), (4, 4, 6)])
def test_the_keras_model_of_the_same_weights_gives_the_same_embeddings(map_shape):
    cells, channels = map_shape[0] * map_shape[1], map_shape[2]
    perceptron = Perceptron(cells, channels, (16, 8, 5), 0.5)
    weights, seen = perceptron.initial_weights(RNG(10)), features(11, cells, channels)
    model = keras_head(map_shape, [16, 8, 5], 0.5, 1e-5)
    model.set_weights(weights)
    shape = map_shape[2:] if cells == 1 else map_shape
    expected = model.predict_on_batch(seen.reshape(-1, *shape))
    np.testing.assert_allclose(perceptron.forward(np, weights, seen)[0], expected, rtol=1e-5, atol=1e-6)


def test_the_keras_model_has_the_layers_of_the_paper():
    model = keras_head((7, 7, 512), [256, 128, 100], 0.5, 1e-5)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["SpatialDropout2D", "Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense"]
    dense = [layer for layer in model.layers if type(layer).__name__ == "Dense"]
    assert [(layer.units, layer.activation.__name__) for layer in dense] == [
        (256, "relu"),
        (128, "relu"),
        (100, "linear"),
    ]
    assert all(float(layer.kernel_regularizer.l2) == pytest.approx(1e-5) for layer in dense)
    assert all(type(layer.kernel_initializer).__name__ == "HeNormal" for layer in dense)
