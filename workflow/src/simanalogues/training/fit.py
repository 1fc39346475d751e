"""Train a head epoch by epoch: new triplets for each, measured after each, resumable."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.log import LOGGER
from simanalogues.sky.seeds import labelled_rng
from simanalogues.training import checkpoint
from simanalogues.training.adam import State
from simanalogues.training.batches import batches_of
from simanalogues.training.checkpoint import Epoch, Progress
from simanalogues.training.evaluation import MOST_TRIPLETS, Quality, quality_of
from simanalogues.training.features import Features
from simanalogues.training.metadata import Metadata
from simanalogues.training.runtimes import Advance, as_numpy
from simanalogues.training.split import Split
from simanalogues.training.step import Step
from simanalogues.training.triplets import draw_triplets


@dataclass(frozen=True)
class Course:
    """What a head is trained on, and how.

    settings
        `triplets_per_epoch`, `batch_size`, `epochs`, `patience`, `as_printed`.
    labels
        From which, with the seed, all random numbers follow.
    identity
        Digest of all that decides on the course; only a checkpoint of the same one is gone on from.
    """

    features: Features
    metadata: Metadata
    split: Split
    step: Step
    settings: Mapping
    seed: int
    labels: tuple[str, ...]
    identity: str

    def rng(self, *purpose: str | int) -> np.random.Generator:
        """Random numbers of one purpose."""
        return labelled_rng(self.seed, *self.labels, *purpose)

    def triplets(self, rows: np.ndarray, n: int, *purpose: str | int) -> np.ndarray:
        """Triplets of some images."""
        printed = self.settings["as_printed"]
        return draw_triplets(self.metadata.values, rows, n, self.rng(*purpose), as_printed=printed)

    @functools.cached_property
    def evaluated(self) -> dict[str, np.ndarray]:
        """The triplets that each set is measured on, the same after every epoch; none of an empty set."""
        n = min(self.settings["triplets_per_epoch"], MOST_TRIPLETS)
        return {
            name: self.triplets(rows, n, "evaluation", name) if rows.size else np.empty((0, 3), np.int64)
            for name, rows in self.split.sets().items()
        }


def fit(course: Course, advance: Advance, path: Path) -> Progress:
    """Train to the config's number of epochs, or until patience ends; goes on from the checkpoint at `path`."""
    most = course.settings["epochs"]
    progress = checkpoint.load(path, course.identity, most)
    if progress:
        LOGGER.info("goes on after epoch %d", progress.n_epochs)
    progress = progress or beginning(course)
    while progress.n_epochs < most and not is_out_of_patience(progress, course.settings["patience"]):
        progress = after_epoch(course, advance, progress)
        checkpoint.save(path, progress, course.identity)
        _tell(progress, most)
    return progress


def beginning(course: Course) -> Progress:
    """The untrained head."""
    weights = course.step.perceptron.initial_weights(course.rng("weights"))
    memories = ([np.zeros_like(array) for array in weights] for _ in range(2))
    return Progress(State(weights, *memories), [Epoch(_quality(course, weights))], weights)


def after_epoch(course: Course, advance: Advance, progress: Progress) -> Progress:
    """The progress after one more epoch."""
    number, size = progress.n_epochs + 1, course.settings["batch_size"]
    triplets = course.triplets(course.split.train, course.settings["triplets_per_epoch"], "triplets", number)
    batches = batches_of(triplets, course.features, course.step.perceptron, size=size, rng=course.rng("masks", number))
    state, measured, steps_before = progress.state, [], (number - 1) * -(-len(triplets) // size)
    for step, batch in enumerate(batches, start=1):
        state, of_batch = advance(state, *batch, steps_before + step)
        measured.append((of_batch, len(batch.features)))
    state = as_numpy(state)
    weights = [n for _, n in measured]
    averages = (float(np.average([float(of[k]) for of, _ in measured], weights=weights)) for k in range(2))
    epochs = [*progress.epochs, Epoch(_quality(course, state.weights), *averages)]
    best = number if is_best(epochs) else progress.best_epoch
    return Progress(state, epochs, state.weights if best == number else progress.best, best)


def is_best(epochs: list[Epoch]) -> bool:
    """Whether the last epoch has the highest validation accuracy of all trained ones; of equals the lowest loss wins.

    Without a validation set the last one is the best.
    """
    scores = [(epoch.quality["validation"].accuracy, -epoch.quality["validation"].loss) for epoch in epochs[1:]]
    return np.isnan(scores[-1][0]) or all(scores[-1] > other for other in scores[:-1])


def is_out_of_patience(progress: Progress, patience: int | None) -> bool:
    """Whether so many epochs went by without a better one."""
    return patience is not None and progress.n_epochs - progress.best_epoch >= patience


def _quality(course: Course, weights: list) -> dict[str, Quality]:
    step, features = course.step, course.features
    return {name: quality_of(step, weights, features, triplets) for name, triplets in course.evaluated.items()}


def _tell(progress: Progress, most: int) -> None:
    accuracy = {name: f"{100 * quality.accuracy:.1f} %" for name, quality in progress.epochs[-1].quality.items()}
    active = 100 * progress.epochs[-1].active_in_training
    LOGGER.info("epoch %d of %d: triplet accuracy %s; %.0f %% active", progress.n_epochs, most, accuracy, active)
