"""Weighted quantiles, the effective number of outputs, and a density estimate that ends at a hard bound."""

import numpy as np
from scipy.stats import norm

# Sums of weights that differ by less than this are the same but for rounding.
ROUNDING = 1e-12


def weighted_quantile(values: np.ndarray, weights: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Quantiles of a weighted sample; where a level falls between two values, their mean.

    With whole-number weights it equals numpy's `averaged_inverted_cdf` of the sample with each value repeated.

    Parameters
    ----------
    values, weights
        Shape (n,); weights at least 0, in any unit.
    levels
        Between 0 and 1, shape (m,).

    Returns
    -------
    Shape (m,), in the unit of `values`; NaN where no weight is.
    """
    values, weights = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    order = np.argsort(values, kind="stable")
    order = order[weights[order] > 0]
    if order.size == 0:
        return np.full(np.shape(levels), np.nan)
    below = np.cumsum(weights[order]) / weights[order].sum()
    last = order.size - 1
    lower = np.minimum(np.searchsorted(below, np.asarray(levels) - ROUNDING, side="left"), last)
    upper = np.minimum(np.searchsorted(below, np.asarray(levels) + ROUNDING, side="left"), last)
    return (values[order][lower] + values[order][upper]) / 2


def percentile_of(value: float, values: np.ndarray, weights: np.ndarray) -> float:
    """Weight below a value, ties counting half, in per cent of all weight; NaN where no weight is."""
    total = np.sum(weights)
    if total == 0:
        return float("nan")
    return float(100 * (np.sum(weights[values < value]) + np.sum(weights[values == value]) / 2) / total)


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
