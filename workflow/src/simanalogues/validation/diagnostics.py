"""What is noted of an estimate beside its scores: how many it chose, and how near the images are that it ranked."""

import numpy as np

from simanalogues.estimators.base import Estimate, Fold, Ranking

N_NEAREST = 10
OF_DISTANCE = ("n_selected", "fell_back", "closest_rank", "nearest_distance")


def diagnostics_of(estimate: Estimate, truth: np.ndarray, fold: Fold) -> dict[str, np.ndarray]:
    """`OF_DISTANCE`, shape (n_distances,) each; of an estimator that ranks no images the last two are NaN.

    Parameters
    ----------
    truth
        Shape (n_parameters,).
    """
    n_selected = np.array([len(sample.weights) for sample in estimate.samples])
    if estimate.ranking is None:
        nothing = np.full(n_selected.size, np.nan)
        return dict(zip(OF_DISTANCE, (n_selected, np.zeros(n_selected.size), nothing, nothing), strict=True))
    ranking = estimate.ranking
    found = (
        n_selected,
        ranking.fell_back.astype(float),
        closest_rank(ranking, closest_images(fold.sample.values, truth)),
        nearest(ranking.distances),
    )
    return dict(zip(OF_DISTANCE, found, strict=True))


def closest_rank(ranking: Ranking, closest: np.ndarray) -> np.ndarray:
    """Mean rank of the closest images over the number of images, shape (n_distances,); NaN of a distance that no image
    has."""
    n_images, n_distances = ranking.distances.shape
    known = np.isfinite(ranking.distances).any(axis=0)
    middle = ranking.rank[closest].mean(axis=0) if closest.size else np.full(n_distances, np.nan)
    return np.where(known, middle / n_images, np.nan)


def closest_images(values: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Rows of the images whose parameters are closest to the truth: several, where views show the same system.

    Parameters are compared in their standard deviations over the images; those that the truth lacks, or that are the
    same for all images, do not count.

    Parameters
    ----------
    values, truth
        Shapes (n_images, n_parameters) and (n_parameters,).
    """
    known = np.isfinite(truth) & np.isfinite(values).any(axis=0)
    spread = np.nanstd(values[:, known], axis=0)
    apart = (values[:, known] - truth[known])[:, spread > 0] / spread[spread > 0]
    square = (apart**2).sum(axis=1)
    if not apart.shape[1] or np.isnan(square).all():
        return np.empty(0, dtype=int)
    return np.flatnonzero(square == np.nanmin(square))


def nearest(distances: np.ndarray) -> np.ndarray:
    """Mean of the 10 smallest distances of each column, of all there are where these are fewer; NaN without any.

    Shape (n_images, n_distances).
    """
    n = min(N_NEAREST, len(distances))
    smallest = np.partition(np.where(np.isfinite(distances), distances, np.inf), n - 1, axis=0)[:n]
    finite = np.isfinite(smallest)
    total = np.where(finite, smallest, 0).sum(axis=0)
    return np.divide(total, finite.sum(axis=0), out=np.full(total.shape, np.nan), where=finite.any(axis=0))
