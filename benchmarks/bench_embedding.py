"""Embedding against plain `model.predict` on the same images: MobileNet, 224 x 224, batches of 32, pooled features.

All contenders start from the same prepared maps (one channel, 0-1), so that each pays for its own three channels and
preprocessing. They take turns in every round; a ratio is the median over the rounds of the ratio within a round, which
changes least on a machine that others use at the same time.
"""

import functools
import importlib.util
import statistics
from collections.abc import Callable

import keras
import numpy as np

from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.embedding.backbones import BACKBONES
from simanalogues.embedding.extraction import Extractor
from simanalogues.embedding.weights import require_weights

N_PIXELS, BATCH = 224, 32
TARGETS = {"keras": ">= 1.2", "openvino": ">= 2"}
N_IMAGES = 64

Contender = Callable[[np.ndarray], np.ndarray]


def plain_predict() -> Contender:
    """What a user of Keras writes."""
    weights = str(require_weights("MobileNet"))
    network = keras.applications.MobileNet(
        include_top=False, weights=weights, input_shape=(N_PIXELS, N_PIXELS, 3), pooling="avg"
    )

    def embed(maps: np.ndarray) -> np.ndarray:
        coloured = np.repeat(maps[..., None] * np.float32(255), 3, axis=-1)
        return network.predict(keras.applications.mobilenet.preprocess_input(coloured), batch_size=BATCH, verbose=0)

    return embed


def extractor_on(runtime: str) -> Contender:
    """The package's extractor."""
    shape, weights = (N_PIXELS, N_PIXELS), require_weights("MobileNet")
    extractor = Extractor(BACKBONES["MobileNet"], shape, feature="pooled", weights=weights, runtime=runtime)

    def embed(maps: np.ndarray) -> np.ndarray:
        return np.concatenate([extractor(maps[i : i + BATCH]).kept for i in range(0, len(maps), BATCH)])

    return embed


def rows() -> list[Row]:
    """One row per runtime that is installed."""
    maps = np.random.default_rng(0).random((N_IMAGES, N_PIXELS, N_PIXELS), dtype=np.float32)
    runtimes = [name for name in TARGETS if name == "keras" or importlib.util.find_spec(name)]
    embeds = [plain_predict(), *(extractor_on(name) for name in runtimes)]
    plain, *ours = side_by_side(*(functools.partial(embed, maps) for embed in embeds), rounds=7)
    measured = []
    for name, seconds in zip(runtimes, ours, strict=True):
        per_image = [1e3 * statistics.median(values) / N_IMAGES for values in (seconds, plain)]
        note = f"MobileNet, {per_image[0]:.1f} against {per_image[1]:.1f} ms per image"
        measured.append(
            Row(f"embedding: model.predict / ours on {name}", median_ratio(plain, seconds), TARGETS[name], note)
        )
    return measured
