"""Batches of triplets on their way to a step; what comes from the disk is read ahead by a thread."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np

from simanalogues.training.features import Features
from simanalogues.training.perceptron import Perceptron

AHEAD = 4
T = TypeVar("T")


class Batch(NamedTuple):
    """Features of anchors, positives and negatives, shape (3 n, cell, channel), and their masks."""

    features: np.ndarray
    masks: list


def batches_of(
    triplets: np.ndarray, features: Features, perceptron: Perceptron, *, size: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """Batches of `size` triplets, the last one shorter; masks are drawn in the order of the batches."""
    batches = (
        Batch(features.take(chosen.T.ravel()), perceptron.draw_masks(rng, chosen.size))
        for chosen in (triplets[first : first + size] for first in range(0, len(triplets), size))
    )
    return read_ahead(batches, AHEAD) if features.streamed else batches


def read_ahead(items: Iterable[T], n: int) -> Iterator[T]:
    """The items, of which a thread has up to `n` ready; what stops it is raised here."""
    ready: queue.Queue = queue.Queue(maxsize=n)
    wanted = threading.Event()
    wanted.set()

    def offer(item: tuple) -> bool:
        while wanted.is_set():
            try:
                ready.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def fill() -> None:
        try:
            if all(offer(("item", item)) for item in items):
                offer(("end", None))
        except BaseException as error:  # raised again by whoever reads
            offer(("error", error))

    threading.Thread(target=fill, daemon=True).start()
    try:
        while (entry := ready.get())[0] == "item":
            yield entry[1]
        if entry[0] == "error":
            raise entry[1]
    finally:
        wanted.clear()
