"""What the weights of images change in the scores: the same estimates and priors with weights by each scheme."""

import numpy as np

from simanalogues.scoring.weights import SCHEMES
from simanalogues.validation.bootstrap import Bootstraps, mean_draws
from simanalogues.validation.recoveries import Recoveries
from simanalogues.validation.skill import SkillsInDraws, once, skill_errors, skills


def scores_by_weights(recoveries: Recoveries, bootstraps: Bootstraps) -> dict[str, np.ndarray]:
    """`crps_weights_{scheme}`, which can be compared between schemes, and the columns of `skills_by_weights`, shape
    (combination, parameter)."""
    columns = skills_by_weights(recoveries, bootstraps, skills)
    for scheme in SCHEMES:
        crps = recoveries.reweighted(scheme).values["crps"]
        columns[f"crps_weights_{scheme}"] = mean_draws(once(recoveries), crps)[0]
    return columns


def skills_by_weights(recoveries: Recoveries, bootstraps: Bootstraps, in_draws: SkillsInDraws) -> dict[str, np.ndarray]:
    """`skill_weights_{scheme}`, over the prior with the same weights, and its errors `*_error_simulations` and
    `*_error_outputs`, NaN where they cannot be drawn.

    Parameters
    ----------
    in_draws
        `skills`, shape (combination, parameter), or `average_skills`, (combination,).
    """
    columns = {}
    for scheme in SCHEMES:
        reweighted, name = recoveries.reweighted(scheme), f"skill_weights_{scheme}"
        columns[name] = in_draws(reweighted, once(recoveries))[0]
        errors = skill_errors(reweighted, bootstraps, in_draws)
        columns |= {f"{name}_error_{drawn}": error for drawn, error in errors.items()}
    return columns
