"""Quantiles and percentiles of weighted samples."""

from collections.abc import Hashable, Mapping

import numpy as np

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


def recalibrated(values: np.ndarray, weights: np.ndarray, levels: Mapping[Hashable, float]) -> dict[Hashable, float]:
    """Quantiles of an estimate's weighted sample, read at other levels than they are called after; by their names.

    Parameters
    ----------
    values, weights
        Shape (n,).
    levels
        Where to read each, between 0 and 1.
    """
    quantiles = weighted_quantile(values, weights, np.array(list(levels.values())))
    return {name: float(quantile) for name, quantile in zip(levels, quantiles, strict=True)}
