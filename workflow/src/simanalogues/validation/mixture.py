"""All networks together, each by its skill: what that is worth on simulations that the weights were not fitted on."""

from dataclasses import replace

import numpy as np

from simanalogues.validation.bootstrap import FEWEST_SIMULATIONS, Bootstraps
from simanalogues.validation.plain_json import NOT_TESTABLE
from simanalogues.validation.recoveries import Recoveries
from simanalogues.validation.scores import crps
from simanalogues.validation.skill import average_skill, skill_errors

OF_GROUP = ["preparation", "tracer", "distance"]


def mixtures_of(recoveries: Recoveries, bootstraps: Bootstraps) -> list[dict]:
    """Mixtures of the networks that the observation was matched with, where these are several.

    Returns
    -------
    list of dict
        An entry per preparation, tracer and distance: `weights` by network, fitted on all simulations; `skill` and its
        errors, each simulation with weights fitted on the others; and `equal_skill` with its errors, where all networks
        count alike. With fewer than three simulations `skill` is "not testable" and `reason` says why.
    """
    matched = np.isfinite(recoveries.values["observation_nearest"]).any(axis=1)
    groups = recoveries.keys[matched].groupby(OF_GROUP, sort=False).indices
    places = np.flatnonzero(matched)
    return [
        dict(zip(OF_GROUP, names, strict=True)) | _mixture(recoveries.of(places[rows]), bootstraps)
        for names, rows in groups.items()
        if rows.size > 1
    ]


def skill_weights(recoveries: Recoveries) -> np.ndarray:
    """Weights in proportion to the average skill, none where it is below 0, alike where none is above; sum 1."""
    skill = np.nan_to_num(average_skill(recoveries)).clip(min=0)
    return skill / skill.sum() if skill.any() else np.full(skill.size, 1 / skill.size)


def _mixture(networks: Recoveries, bootstraps: Bootstraps) -> dict:
    n_networks, simulations = len(networks.keys), np.unique(networks.simulations)
    equal = mixed(networks, np.full((len(networks.labels), n_networks), 1 / n_networks))
    weights = dict(zip(networks.keys["network"], skill_weights(networks), strict=True))
    fitted = {"weights": weights, **_with_errors(equal, bootstraps, "equal_skill")}
    if simulations.size < FEWEST_SIMULATIONS:
        reason = f"{simulations.size} simulations have pseudo-observations, weights by skill take {FEWEST_SIMULATIONS}"
        return fitted | {"skill": NOT_TESTABLE, "reason": reason}
    nested = np.empty((len(networks.labels), n_networks))
    for name in simulations:
        tested = networks.simulations == name
        nested[tested] = skill_weights(networks.of(slice(None), ~tested))
    return fitted | _with_errors(mixed(networks, nested), bootstraps, "skill")


def mixed(networks: Recoveries, weights: np.ndarray) -> Recoveries:
    """One combination that is the mixture of all; a network without an estimate of a pseudo-observation has no part in
    it there.

    Parameters
    ----------
    weights
        Shape (n_pseudo, n_networks).
    """
    spread = np.moveaxis(networks.values["spread"], 0, 2).astype(float)
    shares = np.where(np.isfinite(spread), weights[:, None, :, None], 0.0)
    spread, shares = (array.reshape(*array.shape[:2], -1) for array in (spread, shares))
    order = np.argsort(spread, axis=-1, kind="stable")
    ascending = (np.take_along_axis(array, order, axis=-1) for array in (spread, shares))
    truth, prior = (networks.values[name][0] for name in ("truth", "prior_crps"))
    values = {"crps": crps(*ascending, truth), "prior_crps": prior}
    return replace(networks, keys=networks.keys.iloc[:1], values={name: array[None] for name, array in values.items()})


def _with_errors(mixture: Recoveries, bootstraps: Bootstraps, name: str) -> dict:
    errors = {f"{name}_error_{drawn}": error[0] for drawn, error in skill_errors(mixture, bootstraps).items()}
    return {name: average_skill(mixture)[0], **errors}
