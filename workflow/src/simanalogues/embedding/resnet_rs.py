"""ResNet-RS 200 without its top as a Keras 3 model: Keras 3 no longer has it, tf_keras's weight files still fit.

Bello et al. 2021, "Revisiting ResNets: Improved Training and Scaling Strategies" (arXiv:2103.07579). Layer names, their
order and every operation follow tf_keras 2.21 (Apache-2.0, the TensorFlow authors), so that its weights load by order.
"""

import keras
from keras import layers

# (filters, repeats) of the four groups.
GROUPS_OF_200 = ((64, 3), (128, 24), (256, 36), (512, 3))
BATCH_NORM_EPSILON = 1e-5
SQUEEZE_RATIO = 0.25
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)


def preprocess_input(images):
    """What tf_keras's model does in its first two layers: 0-255 to 0-1, less ImageNet's mean, over its deviation."""
    mean, deviation = (keras.ops.convert_to_tensor(v, dtype="float32") for v in (IMAGENET_MEAN, IMAGENET_DEVIATION))
    return (images * (1.0 / 255) - mean) / deviation


def ResNetRS200(include_top: bool, weights: None, input_shape: tuple[int, int, int]) -> keras.Model:
    """The network with random weights, called as Keras's own applications are; it exists only without its top."""
    if include_top or weights is not None:
        raise ValueError("ResNetRS200 is built here only with include_top=False and weights=None")
    return resnet_rs(input_shape, GROUPS_OF_200, name="resnet-rs-200")


def resnet_rs(input_shape: tuple[int, int, int], groups: tuple[tuple[int, int], ...], *, name: str) -> keras.Model:
    """A ResNet-RS of any depth without preprocessing and top.

    Parameters
    ----------
    input_shape
        (y, x, 3), at least 32 pixels wide.
    groups
        (filters, repeats) of each group of bottleneck blocks; all but the first halve the map.
    """
    image = keras.Input(input_shape)
    x = stem(image)
    for number, (filters, repeats) in enumerate(groups):
        for block in range(repeats):
            stride = 2 if number > 0 and block == 0 else 1
            x = bottleneck(
                x, filters, stride=stride, projected=block == 0, name=f"BlockGroup{number + 2}__block_{block}_"
            )
    return keras.Model(image, x, name=name)


def stem(x):
    """ResNet-D's stem: three small convolutions, and a fourth with stride in place of the max-pooling."""
    for number, (filters, stride) in enumerate(((32, 2), (32, 1), (64, 1), (64, 2)), start=1):
        x = convolution(x, filters, 3, stride=stride, name=f"stem_1_stem_conv_{number}")
        x = normalisation(x, f"stem_1_stem_batch_norm_{number}")
        x = layers.ReLU(name=f"stem_1_stem_act_{number}")(x)
    return x


def bottleneck(x, filters: int, *, stride: int, projected: bool, name: str):
    """1x1, 3x3 and 1x1 convolutions with squeeze and excitation, added to the shortcut."""
    shortcut = projection(x, 4 * filters, stride=stride, name=name) if projected else x
    x = convolution(x, filters, 1, stride=1, name=f"{name}_conv_1")
    # tf_keras's name lacks the underscore here.
    x = layers.ReLU(name=f"{name}_act_1")(normalisation(x, f"{name}batch_norm_1"))
    x = convolution(x, filters, 3, stride=stride, name=f"{name}_conv_2")
    x = layers.ReLU(name=f"{name}_act_2")(normalisation(x, f"{name}_batch_norm_2"))
    x = convolution(x, 4 * filters, 1, stride=1, name=f"{name}_conv_3")
    x = normalisation(x, f"{name}_batch_norm_3")
    x = squeeze_and_excite(x, filters, name=f"{name}_se")
    # Does nothing in a frozen network, but Keras orders weights by how deep their layers lie.
    x = layers.Dropout(0.0, name=f"{name}_drop")(x)
    return layers.ReLU(name=f"{name}_output_act")(layers.Add(name=f"{name}_add")([x, shortcut]))


def projection(x, filters: int, *, stride: int, name: str):
    """Shortcut of a group's first block: average-pooled where the block has a stride, then widened."""
    if stride == 2:
        x = layers.AveragePooling2D(2, strides=2, padding="same", name=f"{name}_projection_pooling")(x)
    x = convolution(x, filters, 1, stride=1, name=f"{name}_projection_conv")
    return normalisation(x, f"{name}_projection_batch_norm")


def squeeze_and_excite(x, filters: int, *, name: str):
    """Each channel times a weight in 0-1 that follows from all channels' means."""
    width = x.shape[-1]
    weight = layers.GlobalAveragePooling2D(name=f"{name}_se_squeeze")(x)
    weight = layers.Reshape((1, 1, width), name=f"{name}_se_reshape")(weight)
    reduced = max(1, int(filters * 4 * SQUEEZE_RATIO))
    weight = layers.Conv2D(reduced, 1, activation="relu", name=f"{name}_se_reduce")(weight)
    weight = layers.Conv2D(width, 1, activation="sigmoid", name=f"{name}_se_expand")(weight)
    return layers.Multiply(name=f"{name}_se_excite")([x, weight])


def convolution(x, filters: int, size: int, *, stride: int, name: str):
    """Convolution without bias; with a stride the padding does not depend on the map's width."""
    if stride > 1:
        x = layers.ZeroPadding2D((size - 1) // 2, name=f"{name}_pad")(x)
    padding = "same" if stride == 1 else "valid"
    return layers.Conv2D(filters, size, strides=stride, padding=padding, use_bias=False, name=name)(x)


def normalisation(x, name: str):
    """Batch normalisation with ResNet-RS's epsilon."""
    return layers.BatchNormalization(epsilon=BATCH_NORM_EPSILON, name=name)(x)
