"""Every backbone builds, has its own preprocessing, and gives as many channels as its entry says."""

import functools

import keras
import numpy as np
import pytest

from simanalogues.embedding.backbones import BACKBONES, backbone_named
from simanalogues.errors import BackboneUnknown, ConfigError

SMALL = (80, 96)
IMAGENET_MEAN, IMAGENET_DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


@functools.cache
def built(name):
    """A backbone with random weights; the large ones take seconds."""
    return backbone_named(name).build(SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(BACKBONES) - {"ResNetRS200"}))
def test_a_backbone_ends_in_the_channels_of_its_entry(name):
    network = built(name)
    assert network.input_shape == (None, *SMALL, 3)
    assert len(network.output_shape) == 4
    assert network.output_shape[-1] == BACKBONES[name].channels


@pytest.mark.parametrize("name", ["DenseNet121", "InceptionV3", "MobileNet", "Xception", "VGG16", "VGG19"])
def test_a_backbone_has_keras_own_preprocessing(name):
    images = np.random.default_rng(1).uniform(0, 255, (1, 4, 4, 3)).astype(np.float32)
    module = BACKBONES[name].module.rsplit(".", 1)[-1]
    expected = getattr(keras.applications, module).preprocess_input(images.copy())
    ours = BACKBONES[name].preprocess()(keras.ops.convert_to_tensor(images))
    np.testing.assert_allclose(np.asarray(ours), expected, atol=1e-4)


def test_efficientnet_sees_what_keras_own_imagenet_pipeline_gives_its_first_convolution():
    network = built("EfficientNetB7")
    normalise = next(layer for layer in network.layers if isinstance(layer, keras.layers.Normalization))
    # Keras's weight file has the deviation where the variance belongs.
    normalise.set_weights([IMAGENET_MEAN, IMAGENET_DEVIATION, np.array(0)])
    normalise.finalize_state()
    images = np.random.default_rng(1).uniform(0, 255, (1, *SMALL, 3)).astype(np.float32)
    seen = keras.Model(network.input, normalise.output)(BACKBONES["EfficientNetB7"].preprocess()(images))
    # The layer that Keras adds for weights="imagenet".
    keras_own = (images / 255 - IMAGENET_MEAN) / np.sqrt(IMAGENET_DEVIATION) / np.sqrt(IMAGENET_DEVIATION)
    np.testing.assert_allclose(np.asarray(seen), keras_own, atol=2e-6)


def test_an_unknown_backbone_is_refused_with_a_list_of_what_there_is():
    with pytest.raises(BackboneUnknown, match="no backbone is called 'VGG15': choose from pixels, hog, Dense.*VGG19"):
        backbone_named("VGG15")


@pytest.mark.parametrize("name", BACKBONES)
def test_maps_too_small_for_a_backbone_are_refused(name):
    smallest = BACKBONES[name].smallest_pixels
    with pytest.raises(
        ConfigError, match=f"{name} needs maps of at least {smallest} pixels, these have {smallest - 1}:"
    ):
        BACKBONES[name].build((smallest - 1, 300))
