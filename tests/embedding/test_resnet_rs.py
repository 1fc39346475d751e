"""ResNetRS200 against tf_keras, which still has it."""

import keras
import numpy as np
import pytest

from simanalogues.embedding.backbones import BACKBONES
from simanalogues.embedding.resnet_rs import ResNetRS200, preprocess_input
from simanalogues.embedding.weights import load_weights

tf_keras = pytest.importorskip("tf_keras", reason="tf_keras, a test dependency, is not installed")
PIXELS = 64


def unlike_any_other(weight, rng):
    """Random values for a weight: no two layers are alike, and 66 blocks neither explode nor amplify rounding."""
    if "batch_norm_3/gamma" in weight.name:
        return rng.uniform(0.1, 0.3, weight.shape)
    if "gamma" in weight.name or "variance" in weight.name:
        return rng.uniform(0.5, 1.5, weight.shape)
    return rng.normal(0, 0.1, weight.shape) if len(weight.shape) == 1 else weight.numpy()


@pytest.fixture(scope="module")
def reference():
    """tf_keras's network, preprocessing included, with random weights."""
    from tf_keras.applications.resnet_rs import ResNetRS200 as TfKerasResNetRS200

    tf_keras.utils.set_random_seed(1)
    network = TfKerasResNetRS200(include_top=False, weights=None, input_shape=(PIXELS, PIXELS, 3))
    rng = np.random.default_rng(2)
    network.set_weights([unlike_any_other(weight, rng).astype(np.float32) for weight in network.weights])
    return network


@pytest.mark.slow
def test_a_weight_file_of_tf_keras_gives_the_same_features(reference, tmp_path):
    path = tmp_path / BACKBONES["ResNetRS200"].weights_name
    reference.save_weights(path)
    ours = BACKBONES["ResNetRS200"].build((PIXELS, PIXELS))
    load_weights(ours, path, "ResNetRS200")
    path.unlink()
    images = np.random.default_rng(3).uniform(0, 255, (1, PIXELS, PIXELS, 3)).astype(np.float32)
    expected = reference(images, training=False).numpy()
    features = np.asarray(ours(preprocess_input(images), training=False))
    assert features.shape == expected.shape == (1, 2, 2, BACKBONES["ResNetRS200"].channels)
    # Keras 3 and tf_keras round batch normalisation differently in the last bit.
    np.testing.assert_allclose(features, expected, atol=3e-6 * np.abs(expected).max())


def test_the_preprocessing_is_that_of_tf_keras_first_layers(reference):
    images = np.random.default_rng(3).uniform(0, 255, (1, PIXELS, PIXELS, 3)).astype(np.float32)
    expected = tf_keras.Model(reference.input, reference.layers[2].output)(images).numpy()
    np.testing.assert_allclose(np.asarray(preprocess_input(keras.ops.convert_to_tensor(images))), expected, atol=1e-6)


def test_it_exists_only_without_its_top():
    with pytest.raises(ValueError, match="only with include_top=False"):
        ResNetRS200(include_top=True, weights=None, input_shape=(64, 64, 3))
