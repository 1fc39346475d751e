"""EfficientNetB7 with the input scale that its ImageNet weights were trained with.

Keras puts one more layer behind the normalisation, 1 / sqrt(deviation), but only where it is asked for its own download
(`weights="imagenet"`): a network whose weights are loaded by path lacks it. It is made up for here, before the network.
"""

import keras
from keras.applications.efficientnet import EfficientNetB7

__all__ = ["EfficientNetB7", "preprocess_input"]

# The mean that the weight file's normalisation subtracts, after the network's own division by 255.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)


def preprocess_input(images):
    """0-255 stretched about ImageNet's mean by 1 / sqrt(deviation); the network itself does the rest."""
    mean = 255.0 * keras.ops.convert_to_tensor(IMAGENET_MEAN, dtype="float32")
    deviation = keras.ops.convert_to_tensor(IMAGENET_DEVIATION, dtype="float32")
    return mean + (images - mean) / keras.ops.sqrt(deviation)
