"""Scores of a weighted sample, given the truth."""

import numpy as np

from simanalogues.estimators.base import Sample
from simanalogues.scoring.weighted import percentile_of, weighted_quantile

# Of quantiles; and where among these and the median each stands.
LEVELS = (0.05, 0.16, 0.25, 0.75, 0.84, 0.95)
MEDIAN = 0.5
# Of values that are equally likely, which stand for the sample where several are mixed.
N_SPREAD = 20
SPREAD_LEVELS = tuple((np.arange(N_SPREAD) + 0.5) / N_SPREAD)
# Values in ascending order and their weights, shape (n,) each.
Ordered = tuple[np.ndarray, np.ndarray]


def scores_of(sample: Sample, truth: np.ndarray) -> dict[str, np.ndarray]:
    """`median`, `pit` and `crps`, shape (n_parameters,), `quantile`, (n_parameters, n_levels), and `spread`,
    (n_parameters, n_spread), all with the first weights, and `crps_by_weights`, (n_schemes, n_parameters).

    PIT is the weight below the truth, ties counting half; the CRPS is exact for the weighted sample. NaN where no
    value of any weight is known; PIT and CRPS also where the truth is not.

    Parameters
    ----------
    truth
        Shape (n_parameters,).
    """
    by_scheme = in_order(sample)
    columns = [_scores_of_parameter(*pair, value) for pair, value in zip(by_scheme[0], truth, strict=True)]
    scores = {name: np.stack([column[name] for column in columns]) for name in columns[0]}
    by_weights = np.stack([crps_of_sorted(ordered, truth) for ordered in by_scheme])
    return scores | {"crps": by_weights[0], "crps_by_weights": by_weights}


def in_order(sample: Sample) -> list[list[Ordered]]:
    """By scheme and by parameter, the values that are known and have a weight, and these weights."""
    order = np.argsort(sample.values, axis=0, kind="stable")
    values = np.take_along_axis(sample.values, order, axis=0)
    return [
        [_known(values[:, place], weights[order[:, place]]) for place in range(values.shape[1])]
        for weights in sample.weights.T
    ]


def crps_of_sorted(ordered: list[Ordered], truth: np.ndarray) -> np.ndarray:
    """CRPS by parameter, shape (n_parameters,); NaN where the parameter of none or the truth is known."""
    pairs = zip(ordered, truth, strict=True)
    return np.array([crps(*pair, t) if pair[0].size and np.isfinite(t) else np.nan for pair, t in pairs], dtype=float)


def _known(values: np.ndarray, weights: np.ndarray) -> Ordered:
    known = np.isfinite(values) & (weights > 0)
    return values[known], weights[known]


def _scores_of_parameter(values: np.ndarray, weights: np.ndarray, truth: float) -> dict[str, np.ndarray]:
    quantiles = weighted_quantile(values, weights, np.array([MEDIAN, *LEVELS, *SPREAD_LEVELS]))
    known = values.size and np.isfinite(truth)
    return {
        "median": quantiles[0],
        "quantile": quantiles[1 : 1 + len(LEVELS)],
        "spread": quantiles[1 + len(LEVELS) :],
        "pit": np.float64(percentile_of(truth, values, weights) / 100 if known else np.nan),
    }


def crps(values: np.ndarray, weights: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """CRPS of weighted samples, shape (...); NaN where the truth is not known or there is no weight.

    The mean of the pinball losses of all quantiles, twice. Not by scoringrules, which compiles all of its kernels
    whenever it is imported: seconds in every job.

    Parameters
    ----------
    values, weights
        Shape (..., n), values in ascending order; one that is not known has no weight.
    truth
        Shape (...).
    """
    total = weights.sum(axis=-1, keepdims=True)
    share = np.divide(weights, total, out=np.full(weights.shape, np.nan), where=total > 0)
    level = np.cumsum(share, axis=-1) - share / 2
    apart = np.where(weights > 0, values - np.asarray(truth)[..., None], 0.0)
    return 2 * np.sum(share * apart * ((apart > 0) - level), axis=-1)
