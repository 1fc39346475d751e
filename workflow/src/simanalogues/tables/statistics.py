"""The effective number of outputs, and a density estimate that ends at a hard bound."""

import numpy as np
from scipy.stats import norm


def effective_number(weights: np.ndarray, groups: np.ndarray) -> float:
    """Kish's effective number (sum w)^2 / sum w^2, of weights that are summed over each group first.

    Views of one output are one group: they show the same system and are not independent.
    """
    if np.sum(weights) == 0:
        return 0.0
    _, group = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    summed = np.bincount(group, weights=weights)
    return float(summed.sum() ** 2 / (summed**2).sum())


def bandwidth(values: np.ndarray, weights: np.ndarray, n_effective: float, *, least: float) -> float:
    """Scott's rule, weighted standard deviation x n_effective^(-1/5), and at least `least`."""
    mean = np.average(values, weights=weights)
    spread = np.sqrt(np.average((values - mean) ** 2, weights=weights))
    return max(float(spread * n_effective ** (-1 / 5)), least)


def reflected_density(
    at: np.ndarray, values: np.ndarray, weights: np.ndarray, *, width: float, lower: float
) -> np.ndarray:
    """Gaussian kernel density, reflected at a lower bound: 0 below it, integral 1 above.

    Parameters
    ----------
    at
        Where to take it, shape (m,).
    values, weights
        Shape (n,), no value below the bound.
    width
        Standard deviation of the kernel.

    Returns
    -------
    Shape (m,), in 1 / unit of `values`.
    """
    share = weights / weights.sum()
    direct = norm.pdf(at[:, None], values, width) @ share
    mirrored = norm.pdf(at[:, None], 2 * lower - values, width) @ share
    return np.where(at >= lower, direct + mirrored, 0.0)
