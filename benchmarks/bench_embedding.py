"""Embedding against plain `model.predict` on the same images: MobileNet, 224 x 224, batches of 32, pooled features.

All contenders start from the same prepared maps (one channel, 0-1), so that each pays for its own three channels and
preprocessing. They take turns in every round.
"""

import argparse
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow" / "src"))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from simanalogues.embedding.backbones import BACKBONES
from simanalogues.embedding.extraction import Extractor
from simanalogues.embedding.weights import require_weights

N_PIXELS, BATCH = 224, 32
TARGETS = {"keras": 1.2, "openvino": 2.0}

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


def seconds_of(contenders: dict[str, Contender], maps: np.ndarray, rounds: int) -> dict[str, list[float]]:
    """Seconds of each contender in each round; the first call of each is not timed."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for embed in contenders.values():
        embed(maps[:BATCH])
    for _ in range(rounds):
        for name, embed in contenders.items():
            started = time.perf_counter()
            embed(maps)
            seconds[name].append(time.perf_counter() - started)
    return seconds


def main() -> None:
    """Print one row per runtime: ratio, target, and whether it is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    maps = np.random.default_rng(0).random((options.images, N_PIXELS, N_PIXELS), dtype=np.float32)
    runtimes = [name for name in TARGETS if name == "keras" or importlib.util.find_spec(name)]
    contenders = {"predict": plain_predict(), **{name: extractor_on(name) for name in runtimes}}
    seconds = seconds_of(contenders, maps, options.rounds)
    print(f"{'embedding, MobileNet, pooled':40s} {'ms/image':>9s} {'ratio':>6s} {'target':>7s}")
    for name, values in seconds.items():
        ratio = statistics.median(plain / ours for plain, ours in zip(seconds["predict"], values, strict=True))
        verdict = "" if name == "predict" else f"{TARGETS[name]:6.1f}x {'met' if ratio >= TARGETS[name] else 'MISSED'}"
        print(f"{name:40s} {1e3 * statistics.median(values) / options.images:9.2f} {ratio:5.2f}x {verdict}")


if __name__ == "__main__":
    main()
