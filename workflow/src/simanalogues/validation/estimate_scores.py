"""Scores of estimates and of the prior: bias, root mean square error, CRPS, skill; and what else is a mean."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simanalogues.validation.bootstrap import Bootstraps, error_of, mean_draws, median_draws
from simanalogues.validation.coverage import number_of
from simanalogues.validation.recoveries import Recoveries
from simanalogues.validation.skill import once, skills

SCORES = ("bias", "rmse", "crps", "skill")


def score_draws(recoveries: Recoveries, counts: np.ndarray, names: Sequence[str] = SCORES) -> dict[str, np.ndarray]:
    """Scores in every draw, shape (n_draws, combination, parameter): the median error, its root mean square, the mean
    CRPS, and the skill."""
    error = recoveries.values["median"] - recoveries.values["truth"]
    made = {
        "bias": lambda: median_draws(counts, error),
        "rmse": lambda: np.sqrt(mean_draws(counts, error**2)),
        "crps": lambda: mean_draws(counts, recoveries.values["crps"]),
        "skill": lambda: skills(recoveries, counts),
    }
    return {name: made[name]() for name in names}


def scores(recoveries: Recoveries) -> dict[str, np.ndarray]:
    """The scores, and those over the prior's, shape (combination, parameter).

    `rmse_over_prior` and `crps_over_prior` are ratios to the prior's own over the same pseudo-observations;
    `bias_over_prior` is in units of the prior's root mean square error.
    """
    own = {name: draws[0] for name, draws in score_draws(recoveries, once(recoveries)).items()}
    priors = score_draws(_as_prior(recoveries), once(recoveries), ("rmse", "crps"))
    own["bias_over_prior"] = _ratio(own["bias"], priors["rmse"][0])
    return own | {f"{name}_over_prior": _ratio(own[name], prior[0]) for name, prior in priors.items()}


def errors(recoveries: Recoveries, bootstraps: Bootstraps) -> dict[str, np.ndarray]:
    """`{score}_error_simulations` and `{score}_error_outputs`, shape (combination, parameter); NaN where the bootstrap
    cannot be drawn."""
    columns = {}
    for name in ("simulations", "outputs"):
        counts = getattr(bootstraps, name)
        draws = score_draws(recoveries, once(recoveries) if counts is None else counts)
        columns |= {f"{score}_error_{name}": error_of(values) for score, values in draws.items()}
    return columns


def numbers(recoveries: Recoveries) -> dict[str, np.ndarray]:
    """How many pseudo-observations, outputs and simulations (independent systems) a score is of, and how many
    pseudo-observations lack an estimate; shape (combination, parameter)."""
    # A file may lack pseudo-observations that others have.
    wanted = np.isfinite(recoveries.values["truth"]).any(axis=0)
    known = np.isfinite(recoveries.values["crps"])
    return {
        "n_systems": number_of(recoveries.simulations, known),
        "n_outputs": number_of(recoveries.outputs, known),
        "n_pseudo": known.sum(axis=1),
        "n_unscored": (wanted & ~known).sum(axis=1),
    }


def further(recoveries: Recoveries) -> dict[str, np.ndarray]:
    """`outside`, part of the truths outside the range of what they are matched with; and the median `closest_rank`,
    shape (combination, parameter)."""
    outside = mean_draws(once(recoveries), recoveries.values["outside"])[0]
    rank = median_draws(once(recoveries), recoveries.values["closest_rank"][:, :, None])[0]
    return {"outside": outside, "closest_rank": np.repeat(rank, outside.shape[1], axis=1)}


def _as_prior(recoveries: Recoveries) -> Recoveries:
    """The prior in place of the estimates, where there are estimates."""
    values, known = recoveries.values, np.isfinite(recoveries.values["crps"])
    priors = {name: np.where(known, values[f"prior_{name}"], np.nan) for name in ("median", "crps")}
    return replace(recoveries, values=values | priors)


def _ratio(own: np.ndarray, prior: np.ndarray) -> np.ndarray:
    return np.divide(own, prior, out=np.full(own.shape, np.nan), where=prior > 0)
