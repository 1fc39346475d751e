"""Triplets of images: an anchor, and of two others the one of the more like system as positive (paper Eq. 7)."""

import numpy as np

from simanalogues.errors import TrainingImpossible
from simanalogues.training.metadata import unlikeness

MOST_ROUNDS = 1000


def draw_triplets(
    metadata: np.ndarray, rows: np.ndarray, n_triplets: int, rng: np.random.Generator, *, as_printed: bool = False
) -> np.ndarray:
    """Random triplets of distinct images; those of which neither of the two is more like the anchor are drawn again.

    Parameters
    ----------
    metadata
        Of all images, shape (image, metadata).
    rows
        Images to draw from.
    as_printed
        The case table after Eq. 7 makes the less like image the positive; the text says the opposite.

    Returns
    -------
    Rows of anchor, positive and negative, shape (n_triplets, 3), int64.

    Raises
    ------
    TrainingImpossible
        There is no such triplet, or next to none.
    """
    triplets = np.empty((n_triplets, 3), dtype=np.int64)
    missing = np.arange(n_triplets)
    for _ in range(MOST_ROUNDS):
        drawn = rows[rng.integers(0, rows.size, (missing.size, 3))]
        score = score_of(metadata, drawn)
        # Score > 0: the second image is the farther one.
        swapped = (score > 0) != as_printed
        triplets[missing] = np.where(swapped[:, None], drawn[:, [0, 2, 1]], drawn)
        distinct = (drawn[:, 0] != drawn[:, 1]) & (drawn[:, 0] != drawn[:, 2]) & (drawn[:, 1] != drawn[:, 2])
        missing = missing[~distinct | (score == 0)]
        if missing.size == 0:
            return triplets
    raise TrainingImpossible(
        f"of {rows.size} images hardly any three can be told apart by their metadata: {missing.size} of {n_triplets} "
        f"triplets were not found in {MOST_ROUNDS} rounds: add outputs, or take other metadata"
    )


def score_of(metadata: np.ndarray, triplets: np.ndarray) -> np.ndarray:
    """Eq. 7: how much less the second image of each triplet is like the first than the third is, shape (triplet,)."""
    anchor, second, third = (metadata[triplets[:, place]] for place in range(3))
    return unlikeness(anchor, second) - unlikeness(anchor, third)
