"""Feature vectors without a network, which any network has to beat."""

from collections.abc import Sequence

import numpy as np

from simanalogues.embedding.backbones import HOG, PIXELS
from simanalogues.embedding.features import Features, adaptive_bins, default_batch_size

PIXELS_ACROSS_POOLED = 56
# Cells of the histograms along each side of a map.
HOG_CELLS = 8


class PixelExtractor:
    """The baseline that a network has to beat: the prepared map itself, flattened.

    With `full` the map is also averaged to at most 56 x 56 pixels, which is what is kept.
    """

    def __init__(self, shape: tuple[int, int], *, feature: str) -> None:
        self.feature = feature
        self.batch_size = default_batch_size(shape)
        self._pooled_shape = tuple(min(n, PIXELS_ACROSS_POOLED) for n in shape)
        self.n_features = int(np.prod(self._pooled_shape if feature == "full" else shape))

    def __call__(self, maps: Sequence[np.ndarray] | np.ndarray) -> Features:
        """Features of up to `batch_size` prepared maps, each of shape (y, x), float32 in 0-1."""
        maps = np.asarray(maps, dtype=np.float32)
        flat = maps.reshape(len(maps), -1)
        if self.feature != "full":
            return Features(flat, None)
        pooled = [
            [maps[:, y, x].mean(axis=(1, 2)) for x in adaptive_bins(maps.shape[2], self._pooled_shape[1])]
            for y in adaptive_bins(maps.shape[1], self._pooled_shape[0])
        ]
        return Features(np.moveaxis(np.array(pooled), -1, 0).reshape(len(maps), -1), flat)


class HogExtractor:
    """Histograms of oriented gradients (scikit-image) in 8 x 8 cells, blocks of 2 x 2; the same for every feature."""

    def __init__(self, shape: tuple[int, int], *, feature: str) -> None:
        self.feature = feature
        self.batch_size = default_batch_size(shape)
        self._cell = tuple(max(n // HOG_CELLS, 1) for n in shape)
        self.n_features = self._histograms(np.zeros(shape, np.float32)).size

    def __call__(self, maps: Sequence[np.ndarray] | np.ndarray) -> Features:
        """Features of prepared maps, each of shape (y, x), float32 in 0-1."""
        kept = np.stack([self._histograms(values) for values in maps])
        return Features(kept, kept if self.feature == "full" else None)

    def _histograms(self, values: np.ndarray) -> np.ndarray:
        # Its import takes a second that no other extractor should pay.
        from skimage.feature import hog

        return hog(values, pixels_per_cell=self._cell, cells_per_block=(2, 2)).astype(np.float32)


PlainExtractor = PixelExtractor | HogExtractor
PLAIN = {PIXELS: PixelExtractor, HOG: HogExtractor}
