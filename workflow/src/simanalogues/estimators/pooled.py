"""Features averaged over the map, as regressions take them."""

from collections.abc import Iterable, Mapping

import numpy as np

from simanalogues.errors import EmbeddingMismatch
from simanalogues.schema.files import map_variable

# Of `feature: grid`.
GRID_CELLS = 16
# To how many pixels across a map itself is averaged.
PIXELS_ACROSS = 32
# Correlations of more take gigabytes.
MOST_FEATURES = 8192
# Images that are averaged at once.
ROWS = 1024


def pooled_features(paths: Iterable[str], attributes: Mapping) -> np.ndarray:
    """Features of all images of some files, shape (n_images, n_features), float32.

    Features of a network's grid are averaged over its cells, and maps themselves to 32 x 32 pixels; those of a head are
    as they are.

    Parameters
    ----------
    attributes
        Of the features: what embedded them.

    Raises
    ------
    EmbeddingMismatch
        They are too many for a regression.
    """
    return np.concatenate([_pooled(path, map_variable(path, "features"), attributes) for path in paths])


def pooled_observation(path: str, features: np.ndarray, attributes: Mapping) -> np.ndarray:
    """The same of features of a file that were read, of one observation, shape (1, n_features)."""
    return _pooled(path, features[None], attributes)


def _pooled(path: str, features: np.ndarray, attributes: Mapping) -> np.ndarray:
    n_features = _averaged(features[:1], attributes).shape[1] if len(features) else 0
    if n_features > MOST_FEATURES:
        raise EmbeddingMismatch(
            f"{path} has {n_features} features for an image, regressions take at most {MOST_FEATURES}: take those "
            "of another network as a baseline"
        )
    blocks = [_averaged(features[i : i + ROWS], attributes) for i in range(0, len(features), ROWS)]
    return np.concatenate(blocks, dtype=np.float32) if blocks else np.empty((0, 0), np.float32)


def _averaged(features: np.ndarray, attributes: Mapping) -> np.ndarray:
    shape = int(attributes.get("input_pixels_y", 0)), int(attributes.get("input_pixels_x", 0))
    if "head" in attributes:
        return features
    if features.shape[1] == shape[0] * shape[1]:
        return _binned(_binned(features.reshape(-1, *shape), 1), 2).reshape(len(features), -1)
    if attributes["feature"] == "grid" and attributes["weights_digest"]:
        return features.reshape(len(features), GRID_CELLS, -1).mean(axis=1)
    return features


def _binned(maps: np.ndarray, axis: int) -> np.ndarray:
    """Averaged along one axis to at most 32 pixels."""
    n = maps.shape[axis]
    first = np.arange(min(n, PIXELS_ACROSS)) * n // min(n, PIXELS_ACROSS)
    width = np.diff(np.append(first, n)).reshape([-1 if place == axis else 1 for place in range(maps.ndim)])
    return np.add.reduceat(maps, first, axis=axis) / width
