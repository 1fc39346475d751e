"""Registry of the backbones: a new one is one entry. Keras is imported only when a network is built."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simanalogues.errors import BackboneUnknown, ConfigError

PIXELS, HOG = "pixels", "hog"
# Not networks: what has to be beaten. They have no weights.
WITHOUT_WEIGHTS = (PIXELS, HOG)
KERAS_STORE = "https://storage.googleapis.com/tensorflow/keras-applications"
EFFICIENTNET_STORE = "https://storage.googleapis.com/keras-applications"


@dataclass(frozen=True)
class Backbone:
    """A pretrained network without its top.

    name
        As in the config, and that of its constructor in `module`.
    module
        Has the constructor and `preprocess_input`, which takes maps of shape (image, y, x, 3) in 0-255.
    channels
        Of the last feature map.
    smallest_pixels
        Narrowest map that the network takes.
    weights_url, weights_md5
        Keras's own download; its last part is the file's name. Keras has no digest for MobileNet.
    """

    name: str
    module: str
    channels: int
    smallest_pixels: int
    weights_url: str
    weights_md5: str | None = None

    @property
    def weights_name(self) -> str:
        """Name of the weight file, the same as in Keras's downloads."""
        return self.weights_url.rsplit("/", 1)[-1]

    def build(self, shape: tuple[int, int]) -> Any:
        """The Keras model with random weights for maps of shape (y, x); channels last.

        Raises
        ------
        ConfigError
            The maps are too small for this network.
        """
        if min(shape) < self.smallest_pixels:
            raise ConfigError(
                f"backbone {self.name} needs maps of at least {self.smallest_pixels} pixels, these have {min(shape)}: "
                "raise `image_pixels`"
            )
        keras = importlib.import_module("keras")
        keras.config.set_image_data_format("channels_last")
        constructor = getattr(importlib.import_module(self.module), self.name)
        return constructor(include_top=False, weights=None, input_shape=(*shape, 3))

    def preprocess(self) -> Callable:
        """The network's own `preprocess_input`."""
        return importlib.import_module(self.module).preprocess_input


BACKBONES = {
    backbone.name: backbone
    for backbone in (
        Backbone(
            "DenseNet121",
            "keras.applications.densenet",
            channels=1024,
            smallest_pixels=32,
            weights_url=f"{KERAS_STORE}/densenet/densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5",
            weights_md5="30ee3e1110167f948a6b9946edeeb738",
        ),
        Backbone(
            "EfficientNetB7",
            "simanalogues.embedding.efficientnet",
            channels=2560,
            smallest_pixels=32,
            weights_url=f"{EFFICIENTNET_STORE}/efficientnetb7_notop.h5",
            weights_md5="cbcfe4450ddf6f3ad90b1b398090fe4a",
        ),
        Backbone(
            "InceptionV3",
            "keras.applications.inception_v3",
            channels=2048,
            smallest_pixels=75,
            weights_url=f"{KERAS_STORE}/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
            weights_md5="bcbd6486424b2319ff4ef7d526e38f63",
        ),
        Backbone(
            "MobileNet",
            "keras.applications.mobilenet",
            channels=1024,
            smallest_pixels=32,
            weights_url=f"{KERAS_STORE}/mobilenet/mobilenet_1_0_224_tf_no_top.h5",
        ),
        Backbone(
            "ResNetRS200",
            "simanalogues.embedding.resnet_rs",
            channels=2048,
            smallest_pixels=32,
            weights_url=f"{KERAS_STORE}/resnet_rs/resnet-rs-200-i256_notop.h5",
            weights_md5="bbdb3994718dfc0d1cd45d7eff3f3d9c",
        ),
        Backbone(
            "Xception",
            "keras.applications.xception",
            channels=2048,
            smallest_pixels=71,
            weights_url=f"{KERAS_STORE}/xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5",
            weights_md5="b0042744bf5b25fce3cb969f33bebb97",
        ),
        Backbone(
            "VGG16",
            "keras.applications.vgg16",
            channels=512,
            smallest_pixels=32,
            weights_url=f"{KERAS_STORE}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
            weights_md5="6d6bbae143d832006294945121d1f1fc",
        ),
        Backbone(
            "VGG19",
            "keras.applications.vgg19",
            channels=512,
            smallest_pixels=32,
            weights_url=f"{KERAS_STORE}/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
            weights_md5="253f8cb515780f3b799900260a226db6",
        ),
    )
}


def backbone_named(name: str) -> Backbone:
    """Look a backbone up.

    Raises
    ------
    BackboneUnknown
        There is none of that name; the message lists what there is.
    """
    if name not in BACKBONES:
        raise BackboneUnknown(
            f"no backbone is called '{name}': choose from {', '.join([*WITHOUT_WEIGHTS, *BACKBONES])}"
        )
    return BACKBONES[name]
