"""Skill: how much better than the prior; averaged over parameters, and compared over the same pseudo-observations."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from simanalogues.validation.bootstrap import Bootstraps, error_of, skill_draws
from simanalogues.validation.recoveries import Recoveries

# Of paired differences: beyond its error is what lies above 0 in all draws but these.
TAIL = 0.025
# `skills` or `average_skills`.
SkillsInDraws = Callable[[Recoveries, np.ndarray], np.ndarray]


def once(recoveries: Recoveries) -> np.ndarray:
    """Counts of a single draw in which every pseudo-observation counts once, shape (1, n_pseudo)."""
    return np.ones((1, len(recoveries.labels)))


def skills(recoveries: Recoveries, counts: np.ndarray) -> np.ndarray:
    """Skill in every draw, shape (n_draws, combination, parameter)."""
    return skill_draws(counts, recoveries.values["crps"], recoveries.values["prior_crps"])


def average_skills(recoveries: Recoveries, counts: np.ndarray) -> np.ndarray:
    """Mean skill over the parameters that the prior leaves open, shape (n_draws, combination); NaN where a combination
    has no skill in one of them."""
    prior = np.nansum(recoveries.values["prior_crps"], axis=(0, 1))
    if not (prior > 0).any():
        return np.full((len(counts), len(recoveries.keys)), np.nan)
    return skills(recoveries, counts)[:, :, prior > 0].mean(axis=2)


def average_skill(recoveries: Recoveries) -> np.ndarray:
    """The same of all pseudo-observations as they are, shape (combination,)."""
    return average_skills(recoveries, once(recoveries))[0]


def skill_errors(
    recoveries: Recoveries, bootstraps: Bootstraps, in_draws: SkillsInDraws = average_skills
) -> dict[str, np.ndarray]:
    """Errors of a skill by name of the bootstrap, NaN where it cannot be drawn: of `average_skills`, shape
    (combination,), or of `skills`, (combination, parameter)."""
    found = {}
    for name in ("simulations", "outputs"):
        counts = getattr(bootstraps, name)
        # One draw has no error.
        found[name] = error_of(in_draws(recoveries, once(recoveries) if counts is None else counts))
    return found


class Comparison:
    """Paired differences of average skills, over the pseudo-observations that both of a pair have estimates of."""

    def __init__(self, recoveries: Recoveries, bootstraps: Bootstraps) -> None:
        self.recoveries, self.judging = recoveries, bootstraps.judging()
        self.draws = [average_skills(recoveries, counts) for counts in self.judging]
        self.known = np.isfinite(recoveries.values["crps"])

    def differences(self, first: int, second: int) -> list[np.ndarray]:
        """Of the first less the second in each draw, shape (n_draws,), for every bootstrap that judges."""
        if (self.known[first] == self.known[second]).all():
            return [draws[:, first] - draws[:, second] for draws in self.draws]
        pair = self.recoveries.of(np.array([first, second]))
        common = np.where(self.known[first] & self.known[second], pair.values["crps"], np.nan)
        pair = replace(pair, values=pair.values | {"crps": common})
        return [-np.diff(average_skills(pair, counts))[:, 0] for counts in self.judging]

    def exceeds(self, first: int, second: int) -> bool:
        """Whether the first exceeds the second beyond the error of the difference, at 95 %, in every bootstrap that
        judges; False where there is none."""
        lowest = [_quantile(differences, TAIL) for differences in self.differences(first, second)]
        return bool(lowest) and all(low > 0 for low in lowest)


def _quantile(draws: np.ndarray, level: float) -> float:
    """Of the draws that have a value; NaN without any."""
    known = draws[np.isfinite(draws)]
    return float(np.quantile(known, level)) if known.size else float("nan")
