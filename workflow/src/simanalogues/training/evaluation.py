"""How well a head orders triplets of one set, without dropout."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simanalogues.training.features import Features
from simanalogues.training.loss import distances, triplet_loss
from simanalogues.training.perceptron import Perceptron
from simanalogues.training.step import Step

MOST_TRIPLETS = 4000
# Images that pass a head at once.
ROWS = 1024


class Quality(NamedTuple):
    """Mean loss (Eqs. 8-10), fraction of triplets in order (d_ap < d_an), and fraction of active ones; NaN without."""

    loss: float
    accuracy: float
    active: float


UNKNOWN = Quality(np.nan, np.nan, np.nan)


def quality_of(step: Step, weights: list, features: Features, triplets: np.ndarray) -> Quality:
    """Quality of a head with NumPy's arrays as weights."""
    return quality(step, lambda rows: embeddings_of(step.perceptron, weights, features, rows), triplets)


def quality_of_backbone(step: Step, features: Features, triplets: np.ndarray) -> Quality:
    """Quality of the features themselves, without a head."""
    return quality(step, lambda rows: features.take(rows).reshape(len(rows), -1), triplets)


def quality(step: Step, embed: Callable[[np.ndarray], np.ndarray], triplets: np.ndarray) -> Quality:
    """Quality of whatever `embed` makes of rows, shape (row, n); each image is embedded once."""
    if not len(triplets):
        return UNKNOWN
    rows, place = np.unique(triplets, return_inverse=True)
    embedded, place = embed(rows), place.reshape(triplets.shape)
    pairs = [
        distances(np, tuple(embedded[place[first : first + ROWS, k]] for k in range(3)))
        for first in range(0, len(triplets), ROWS)
    ]
    near, far = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    loss = triplet_loss(np, near, far, gate=step.gate, as_printed=step.as_printed)
    return Quality(float(loss.value.mean()), float((near < far).mean()), float(loss.active.mean()))


def embeddings_of(perceptron: Perceptron, weights: list, features: Features, rows: np.ndarray) -> np.ndarray:
    """Embeddings of some images, shape (row, widths[-1]), float32."""
    blocks = (features.take(rows[first : first + ROWS]) for first in range(0, len(rows), ROWS))
    return np.concatenate([perceptron.forward(np, weights, block)[0] for block in blocks])
