"""What an extractor gives, and how many maps it takes at once."""

from typing import NamedTuple

import numpy as np

GRID = 4
# 32 maps of 224 x 224 pixels; larger maps pass in smaller batches, so that a batch takes about the same memory.
PIXELS_PER_BATCH = 32 * 224 * 224
LARGEST_BATCH = 32


class Features(NamedTuple):
    """kept: shape (image, feature), float32, what the file holds. full: (image, all features), only for `full`."""

    kept: np.ndarray
    full: np.ndarray | None


def default_batch_size(shape: tuple[int, int]) -> int:
    """Maps per batch, a function of the maps' shape alone."""
    return int(np.clip(PIXELS_PER_BATCH // (shape[0] * shape[1]), 1, LARGEST_BATCH))


def adaptive_bins(n: int, n_bins: int) -> list[slice]:
    """Where adaptive average-pooling averages: bin i from floor(i n / n_bins) to ceil((i + 1) n / n_bins)."""
    return [slice(i * n // n_bins, -(-(i + 1) * n // n_bins)) for i in range(n_bins)]
