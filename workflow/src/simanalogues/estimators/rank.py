"""From distances to z-scores, ranks and the selection below the cut (paper section 3.2, Fig. 5)."""

import numpy as np


def z_scores(distances: np.ndarray) -> np.ndarray:
    """(distance - mean) / standard deviation over the finite values of each column; 0 where all are equal.

    Shapes (n_images, n_distances); NaN stays NaN.
    """
    mean, deviation = np.nanmean(distances, axis=0), np.nanstd(distances, axis=0)
    return (distances - mean) / np.where(deviation > 0, deviation, 1)


def ranks(distances: np.ndarray) -> np.ndarray:
    """Rank of each image in each column: 1 is the smallest distance; NaN ranks last; ties in the order of the rows."""
    order = np.argsort(distances, axis=0, kind="stable")
    rank = np.empty(distances.shape, dtype=np.int32)
    np.put_along_axis(rank, order, np.arange(1, len(distances) + 1, dtype=np.int32)[:, None], axis=0)
    return rank


def select(z_score: np.ndarray, rank: np.ndarray, *, cut_sigma: float, n_best: int) -> tuple[np.ndarray, np.ndarray]:
    """Images below -cut_sigma; where a column has none, its n_best best.

    Returns
    -------
    Selection of shape (n_images, n_distances), and whether each column fell back, of shape (n_distances,).
    """
    below = z_score < -cut_sigma
    fell_back = ~below.any(axis=0)
    best = (rank <= n_best) & np.isfinite(z_score)
    return np.where(fell_back, best, below), fell_back
