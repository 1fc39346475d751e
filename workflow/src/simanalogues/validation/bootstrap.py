"""Errors of scores by bootstrap over independent systems, or over outputs: never over images, which repeat them."""

from dataclasses import dataclass

import numpy as np

from simanalogues.sky.seeds import labelled_rng
from simanalogues.validation.recoveries import Recoveries

# Of fewer simulations a bootstrap over them says little: differences are not judged by it.
FEWEST_SIMULATIONS = 3


@dataclass(frozen=True)
class Bootstraps:
    """How often each pseudo-observation counts in each draw, shape (n_draws, n_pseudo), drawing whole simulations or
    whole outputs; None of a single one."""

    simulations: np.ndarray | None
    outputs: np.ndarray | None
    n_simulations: int

    def judging(self) -> list[np.ndarray]:
        """Those by which a difference must be beyond its error."""
        judging = [self.simulations if self.n_simulations >= FEWEST_SIMULATIONS else None, self.outputs]
        return [counts for counts in judging if counts is not None]


def bootstraps_of(recoveries: Recoveries, n_draws: int, seed: int) -> Bootstraps:
    """Draws for all scores of these pseudo-observations: the same for all combinations, so that they pair."""
    counts = {
        name: draws_of(getattr(recoveries, name), n_draws, labelled_rng(seed, "bootstrap", recoveries.without, name))
        for name in ("simulations", "outputs")
    }
    return Bootstraps(**counts, n_simulations=np.unique(recoveries.simulations).size)


def draws_of(groups: np.ndarray, n_draws: int, rng: np.random.Generator) -> np.ndarray | None:
    """How often each member counts, shape (n_draws, n_members), where groups are drawn with replacement; None of one
    group."""
    names, members = np.unique(groups, return_inverse=True)
    if names.size < 2:
        return None
    return rng.multinomial(names.size, np.full(names.size, 1 / names.size), size=n_draws)[:, members].astype(float)


def mean_draws(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mean over the known values in each draw; NaN where none is known.

    Parameters
    ----------
    counts
        Shape (n_draws, n_pseudo).
    values
        Shape (n, n_pseudo, m).

    Returns
    -------
    Shape (n_draws, n, m).
    """
    known = np.isfinite(values)
    total = np.einsum("dp,npm->dnm", counts, np.where(known, values, 0), optimize=True)
    number = np.einsum("dp,npm->dnm", counts, known.astype(float), optimize=True)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)


def median_draws(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Median over the known values in each draw; shapes as in `mean_draws`."""
    medians = np.full((len(counts), len(values), values.shape[2]), np.nan)
    by_member = np.ascontiguousarray(counts.T)
    for i, m in np.ndindex(len(values), values.shape[2]):
        column = values[i, :, m]
        order = np.argsort(column)[: np.isfinite(column).sum()]
        if order.size:
            below, last = np.cumsum(by_member[order], axis=0), order.size - 1
            lower, upper = (2 * below < below[-1]).sum(axis=0), (2 * below <= below[-1]).sum(axis=0)
            middle = column[order][np.minimum(lower, last)] + column[order][np.minimum(upper, last)]
            medians[:, i, m] = np.where(below[-1] > 0, middle / 2, np.nan)
    return medians


def skill_draws(counts: np.ndarray, crps: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """1 - mean CRPS / mean CRPS of the prior, over what both are known of; shapes as in `mean_draws`."""
    known = np.isfinite(crps) & np.isfinite(prior)
    own = mean_draws(counts, np.where(known, crps, np.nan))
    priors = mean_draws(counts, np.where(known, prior, np.nan))
    return 1 - np.divide(own, priors, out=np.full(own.shape, np.nan), where=priors > 0)


def error_of(draws: np.ndarray) -> np.ndarray:
    """Standard deviation over the draws, axis 0; those without a value do not count, NaN where fewer than two have
    one."""
    known = np.isfinite(draws)
    n = known.sum(axis=0)
    mean = np.where(known, draws, 0).sum(axis=0) / np.maximum(n, 1)
    square = np.where(known, (draws - mean) ** 2, 0).sum(axis=0)
    return np.where(n > 1, np.sqrt(square / np.maximum(n - 1, 1)), np.nan)
