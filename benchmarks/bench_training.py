"""Training a head on cached features against the naive ways: the backbone in every step, and plain Keras `fit`."""

import functools
import tempfile
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.embedding.backbones import BACKBONES
from simanalogues.embedding.extraction import Extractor
from simanalogues.embedding.weights import require_weights
from simanalogues.training.adam import Adam, State
from simanalogues.training.features import Features
from simanalogues.training.fit import Course, fit
from simanalogues.training.head_file import keras_head
from simanalogues.training.metadata import Metadata
from simanalogues.training.perceptron import Perceptron
from simanalogues.training.runtimes import on_numpy
from simanalogues.training.split import split_of
from simanalogues.training.step import Step
from simanalogues.training.triplets import draw_triplets

N_PIXELS, CHANNELS, WIDTHS, BATCH = 224, 1024, (256, 128, 100), 64
N_OUTPUTS, N_VIEWS, N_METADATA = 60, 16, 7
SETTINGS = {"triplets_per_epoch": 18000, "batch_size": BATCH, "epochs": 10, "patience": None, "as_printed": False}
VALIDATION = {"fraction": 0.2, "simulation": None}


def the_step() -> Step:
    """The default step of pooled MobileNet features."""
    return Step(Perceptron(1, CHANNELS, WIDTHS, 0.5), Adam(1e-4, 0.9, 0.999, 1e-7, 1e-5))


def the_course() -> Course:
    """A catalogue of three simulations with random features, and the default training."""
    rng = np.random.default_rng(0)
    labels = pd.DataFrame(
        [(name, output, view) for name in "ADE" for output in range(N_OUTPUTS) for view in range(N_VIEWS)],
        columns=["simulation", "output", "view"],
    )
    features = np.maximum(rng.standard_normal((len(labels), 1, CHANNELS), dtype=np.float32), 0)
    metadata = np.repeat(rng.uniform(0.1, 1, (3 * N_OUTPUTS, N_METADATA)), N_VIEWS, axis=0)
    split = split_of("azimuth", labels, N_VIEWS // 2, VALIDATION)
    cached = Features(labels, (1, 1, CHANNELS), lambda rows: features[rows], {}, (), streamed=False)
    names = tuple(f"m{place}" for place in range(N_METADATA))
    return Course(cached, Metadata(names, metadata, {}), split, the_step(), SETTINGS, 1, ("bench",), "bench")


def train(course: Course) -> None:
    """The whole training of the package: triplets, steps, measuring after every epoch, checkpoints."""
    with tempfile.TemporaryDirectory() as folder:
        fit(course, on_numpy(course.step), Path(folder) / "checkpoint.npz")


def train_by_keras(course: Course) -> None:
    """What a user of Keras writes: three inputs through one head, the loss of Eqs. 8-10, Adam, `fit` for each epoch."""
    ops = keras.ops
    head = keras_head((1, 1, CHANNELS), list(WIDTHS), 0.5, 1e-5)
    inputs = [keras.Input((CHANNELS,)) for _ in range(3)]
    model = keras.Model(inputs, ops.stack([head(one) for one in inputs], axis=1))

    def loss(_, embedded):
        near, far = (ops.sum(ops.abs(embedded[:, 0] - embedded[:, k]), axis=-1) for k in (1, 2))
        return ops.where(near > far, 2 * ops.sigmoid(near - far), 0.0)

    model.compile(keras.optimizers.Adam(1e-4), loss=loss)
    for epoch in range(SETTINGS["epochs"]):
        rng = np.random.default_rng(epoch)
        triplets = draw_triplets(course.metadata.values, course.split.train, SETTINGS["triplets_per_epoch"], rng)
        parts = [course.features.take(triplets[:, place])[:, 0] for place in range(3)]
        model.fit(parts, np.zeros(len(triplets)), batch_size=BATCH, epochs=1, verbose=0)


def one_step(step: Step, state: State, features: np.ndarray, masks: list) -> None:
    """A step on cached features."""
    on_numpy(step)(state, features, masks, 1)


def one_naive_step(extractor: Extractor, maps: np.ndarray, step: Step, state: State, masks: list) -> None:
    """The same with the images of the triplets through the backbone first."""
    blocks = [extractor(maps[first : first + 32]).kept for first in range(0, len(maps), 32)]
    one_step(step, state, np.concatenate(blocks)[:, None], masks)


def rows() -> list[Row]:
    """A step against one with the backbone, and a whole training against Keras's."""
    step, rng = the_step(), np.random.default_rng(0)
    weights = step.perceptron.initial_weights(rng)
    state = State(weights, *([np.zeros_like(array) for array in weights] for _ in range(2)))
    maps, masks = (
        rng.random((3 * BATCH, N_PIXELS, N_PIXELS), dtype=np.float32),
        step.perceptron.draw_masks(rng, 3 * BATCH),
    )
    extractor = Extractor(
        BACKBONES["MobileNet"], (N_PIXELS, N_PIXELS), feature="pooled", weights=require_weights("MobileNet")
    )
    features = np.maximum(rng.standard_normal((3 * BATCH, 1, CHANNELS), dtype=np.float32), 0)
    naive, ours = side_by_side(
        functools.partial(one_naive_step, extractor, maps, step, state, masks),
        lambda: [one_step(step, state, features, masks) for _ in range(20)],
        rounds=3,
    )
    per_step = [1e3 * min(naive), 1e3 * min(ours) / 20]
    course = the_course()
    trained, by_keras = side_by_side(
        functools.partial(train, course), functools.partial(train_by_keras, course), rounds=1
    )
    return [
        Row(
            "training: step with 192 images through MobileNet / on cached features",
            20 * median_ratio(naive, ours),
            ">= 200",
            f"{per_step[0]:.0f} against {per_step[1]:.2f} ms",
        ),
        Row(
            "training: the default on pooled MobileNet features, ours / plain Keras fit",
            median_ratio(trained, by_keras),
            "<= 0.5",
            f"{trained[0]:.1f} against {by_keras[0]:.1f} s, 2820 steps",
        ),
    ]
