"""Features averaged over the map, as regressions take them."""

import numpy as np

from simanalogues.errors import EmbeddingMismatch
from simanalogues.schema.files import map_variable
from simanalogues.validation.trials import Trial

# Of `feature: grid`.
GRID_CELLS = 16
# Correlations of more take gigabytes.
MOST_FEATURES = 8192


def pooled_features(trial: Trial) -> tuple[np.ndarray, np.ndarray]:
    """Features of images (n_images, n_features) and of pseudo-observations (n_pseudo, n_features), float32.

    Features of a network's grid are averaged over its cells; those of a head or of no network are as they are.

    Raises
    ------
    EmbeddingMismatch
        They are too many, as those of `pixels` are.
    """
    averaged = _is_grid(trial.attributes)
    images = np.concatenate([_pooled(path, averaged) for path in trial.embeddings])
    return images, _pooled(trial.pseudo_file, averaged)


def _is_grid(attributes: dict) -> bool:
    return attributes["feature"] == "grid" and bool(attributes["weights_digest"]) and "head" not in attributes


def _pooled(path: str, averaged: bool) -> np.ndarray:
    features = map_variable(path, "features")
    if averaged:
        features = features.reshape(len(features), GRID_CELLS, -1).mean(axis=1, dtype=np.float32)
    if features.shape[1] > MOST_FEATURES:
        raise EmbeddingMismatch(
            f"{path} has {features.shape[1]} features for an image, regressions take at most {MOST_FEATURES}: take the "
            "features of a network as a baseline"
        )
    return np.asarray(features, dtype=np.float32)
