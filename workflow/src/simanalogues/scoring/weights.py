"""How much each image counts in priors and estimates: a cone of views is no fair sample of what one may observe.

An isotropic observer sees the separation s of a pair at distance d in space with p(s|d) = s / (d sqrt(d^2 - s^2)).
"""

import numpy as np
import pandas as pd

from simanalogues.parameters.registry import TIME

# What `matching.weights` may be: each simulation alike, by the time it is usable, or each image alike.
SCHEMES = ("equal", "time", "none")


def probability_of_separation(separation_au: np.ndarray, projected_au: float, error_au: float) -> np.ndarray:
    """Chance that an isotropic observer sees a projected separation within +- error of the observed one.

    The integral of p(s|d) ds = [-sqrt(d^2 - s^2) / d]; 0 for a pair that is too close.
    """
    distance = np.asarray(separation_au, dtype=float)

    def above(s: float) -> np.ndarray:
        return np.sqrt(np.clip(1 - (s / distance) ** 2, 0, None))

    return above(max(projected_au - error_au, 0.0)) - above(projected_au + error_au)


def raw_weights(images: pd.DataFrame, projected_au: float, error_au: float) -> np.ndarray:
    """Time span x probability of the observed separation / number of views of the output, of shape (n_images,).

    Parameters
    ----------
    images
        Row of `parameter_table` for each image.
    """
    n_views = images.groupby(level=["simulation", "output"])[TIME].transform("size")
    probability = probability_of_separation(images["separation_au"].to_numpy(), projected_au, error_au)
    return images["span_kyr"].to_numpy() * probability / n_views.to_numpy()


def image_weights(simulation: np.ndarray, raw: np.ndarray, scheme: str) -> np.ndarray:
    """Weights that sum to 1.

    Parameters
    ----------
    simulation
        Name of each image's simulation, shape (n_images,).
    raw
        Time span x probability / number of views, shape (n_images,).
    scheme
        One of `SCHEMES`.
    """
    if scheme == "none":
        return np.full(raw.size, 1 / raw.size)
    weights = raw.astype(float).copy()
    if scheme == "equal":
        for name in np.unique(simulation):
            weights[simulation == name] /= weights[simulation == name].sum()
    return weights / weights.sum()
