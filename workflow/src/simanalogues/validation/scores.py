"""Scores of a weighted sample, given the truth."""

from typing import NamedTuple

import numpy as np

from simanalogues.scoring.weighted import percentile_of, weighted_quantile

# Of quantiles; and where among these and the median each stands.
LEVELS = (0.05, 0.16, 0.25, 0.75, 0.84, 0.95)
MEDIAN = 0.5


class Sample(NamedTuple):
    """Values of all parameters, shape (n, n_parameters), NaN where not known, and weights, shape (n,)."""

    values: np.ndarray
    weights: np.ndarray


def scores_of(sample: Sample, truth: np.ndarray) -> dict[str, np.ndarray]:
    """`median`, `pit` and `crps`, shape (n_parameters,), and `quantile`, (n_parameters, n_levels).

    PIT is the weight below the truth, ties counting half; the CRPS is exact for the weighted sample. NaN where no
    value of any weight is known; PIT and CRPS also where the truth is not.

    Parameters
    ----------
    truth
        Shape (n_parameters,).
    """
    columns = [_scores_of_parameter(*known_of(sample, place), truth[place]) for place in range(truth.size)]
    return {name: np.stack([column[name] for column in columns]) for name in columns[0]}


def known_of(sample: Sample, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Values and weights of one parameter where it is known and has a weight."""
    values = sample.values[:, place]
    known = np.isfinite(values) & (sample.weights > 0)
    return values[known], sample.weights[known]


def _scores_of_parameter(values: np.ndarray, weights: np.ndarray, truth: float) -> dict[str, np.ndarray]:
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    quantiles = weighted_quantile(values, weights, np.array([MEDIAN, *LEVELS]))
    known = values.size and np.isfinite(truth)
    return {
        "median": quantiles[0],
        "quantile": quantiles[1:],
        "pit": np.float64(percentile_of(truth, values, weights) / 100 if known else np.nan),
        "crps": np.float64(crps_of_sorted(values, weights, truth) if known else np.nan),
    }


def crps_of_sorted(values: np.ndarray, weights: np.ndarray, truth: float) -> float:
    """CRPS of a weighted sample in ascending order; at least one value.

    The mean of the pinball losses of all its quantiles, twice. Not by scoringrules, which compiles all of its kernels
    whenever it is imported: seconds in every job.
    """
    share = weights / weights.sum()
    level = np.cumsum(share) - share / 2
    return float(2 * np.sum(share * (values - truth) * ((values > truth) - level)))
