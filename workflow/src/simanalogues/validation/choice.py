"""Which combination recovers parameters best, which are no worse, and how good a choice is where it was not made."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from simanalogues.validation.bootstrap import FEWEST_SIMULATIONS, Bootstraps, bootstraps_of
from simanalogues.validation.mixture import mixtures_of
from simanalogues.validation.plain_json import NOT_TESTABLE, write_json
from simanalogues.validation.recoveries import Recoveries, read_recoveries
from simanalogues.validation.skill import Comparison, average_skill, skill_errors


def write_choice(paths: Iterable[str | Path], *, n_bootstrap: int, seed: int, destination: str | Path) -> None:
    """Write the choice among all combinations as JSON, by what is left out (`without`).

    Parameters
    ----------
    paths
        Files of kind `recovery` of one target; baselines do not take part.

    Raises
    ------
    InputMissing, EmbeddingMismatch
        See `read_recoveries`.
    """
    choices = {}
    for recoveries in read_recoveries(paths):
        bootstraps = bootstraps_of(recoveries, n_bootstrap, seed)
        choices[recoveries.without] = choice_of(recoveries.matchings(), bootstraps)
    write_json(choices, destination)


def choice_of(recoveries: Recoveries, bootstraps: Bootstraps) -> dict:
    """The choice.

    Returns
    -------
    dict
        `ranking`: combinations from the best, with `skill`, its errors, and `like_the_best`, whether 0 lies within
        95 % of the paired difference; `best` and `like_the_best`: their names; `nested`: see `nested_choice`;
        `mixtures`: see `mixtures_of`. `best` is None where no combination has a skill.
    """
    skill, comparison = average_skill(recoveries), Comparison(recoveries, bootstraps)
    order = [int(place) for place in np.argsort(-skill, kind="stable") if np.isfinite(skill[place])]
    errors = skill_errors(recoveries, bootstraps)
    ranking = [
        {
            **_names(recoveries, place),
            "skill": skill[place],
            **{f"skill_error_{name}": error[place] for name, error in errors.items()},
            "like_the_best": place == order[0] or not comparison.exceeds(order[0], place),
        }
        for place in order
    ]
    return {
        "ranking": ranking,
        "best": _names(recoveries, order[0]) if order else None,
        "like_the_best": [_names(recoveries, order[n]) for n in range(1, len(order)) if ranking[n]["like_the_best"]],
        "nested": nested_choice(recoveries, bootstraps),
        "mixtures": mixtures_of(recoveries, bootstraps),
    }


def nested_choice(recoveries: Recoveries, bootstraps: Bootstraps) -> dict:
    """What a choice is worth on a simulation that it was not made on.

    For each simulation the combination that is best on the others' pseudo-observations is scored on its own.

    Returns
    -------
    dict
        `skill` over all simulations with its errors, `optimism`, by how much the skill of the best on all exceeds it,
        and `by_simulation`, what was chosen and its skill; or `skill` as "not testable" and the `reason`.
    """
    names = np.unique(recoveries.simulations)
    best = average_skill(recoveries)
    if names.size < FEWEST_SIMULATIONS or not np.isfinite(best).any():
        reason = f"{names.size} simulations have pseudo-observations, a nested choice takes {FEWEST_SIMULATIONS}"
        return {"skill": NOT_TESTABLE, "reason": reason if np.isfinite(best).any() else "no combination has a skill"}
    chosen = {str(name): _best_without(recoveries, name) for name in names}
    places = np.array([chosen[name] for name in recoveries.simulations])
    pieced = _pieced(recoveries, places)
    errors = {f"skill_error_{name}": error[0] for name, error in skill_errors(pieced, bootstraps).items()}
    by_simulation = {
        name: _names(recoveries, place)
        | {"skill": average_skill(pieced.of(slice(None), recoveries.simulations == name))[0]}
        for name, place in chosen.items()
    }
    skill = average_skill(pieced)[0]
    return {"skill": skill, **errors, "optimism": np.nanmax(best) - skill, "by_simulation": by_simulation}


def _best_without(recoveries: Recoveries, simulation: str) -> int:
    """The combination with the best average skill on the pseudo-observations of other simulations."""
    skill = average_skill(recoveries.of(slice(None), recoveries.simulations != simulation))
    return int(np.argmax(np.where(np.isfinite(skill), skill, -np.inf)))


def _pieced(recoveries: Recoveries, places: np.ndarray) -> Recoveries:
    """One combination that is for each pseudo-observation the one at its place, shape (n_pseudo,)."""
    rows = np.arange(places.size)
    values = {name: array[places, rows][None] for name, array in recoveries.values.items()}
    return replace(recoveries, keys=recoveries.keys.iloc[:1], values=values)


def _names(recoveries: Recoveries, place: int) -> Mapping[str, str]:
    return recoveries.keys.drop(columns="method").iloc[place].to_dict()
