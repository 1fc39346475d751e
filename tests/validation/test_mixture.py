"""Mixtures of networks: their CRPS is exact, weights go by skill, which is of simulations they were not fitted on."""

import json

import numpy as np
import pytest
import xarray as xr
from recoveries_made import recovery_of, written
from scoringrules import crps_ensemble

from simanalogues.validation.choice import write_choice
from simanalogues.validation.mixture import mixed
from simanalogues.validation.recoveries import read_recoveries
from simanalogues.validation.scores import N_SPREAD


def network(name, crps, *, spread=None, simulations="ABCD", is_matched=True, **options):
    """A recovery whose estimates are all equal to one value but for the CRPS that weights are fitted on."""
    recovery = recovery_of(crps, network=name, simulations=simulations, **options)
    if spread is not None:
        recovery["spread"] = recovery["spread"].dims, np.broadcast_to(spread, recovery["spread"].shape)
    if is_matched:
        recovery["observation_nearest"] = xr.ones_like(recovery["nearest_distance"])
    return recovery


def mixtures_of(folder, *recoveries):
    files = written(folder, **{recovery.attrs["network"]: recovery for recovery in recoveries})
    write_choice(files, n_bootstrap=100, seed=1, destination=folder / "choice.json")
    return json.loads((folder / "choice.json").read_text())["simulation"]["mixtures"]


def test_the_crps_of_a_mixture_is_that_of_all_values_together(tmp_path):
    rng = np.random.default_rng(4)
    first, second = rng.normal(size=N_SPREAD), rng.normal(2.0, 0.5, size=N_SPREAD)
    paths = written(tmp_path, a=network("a", 0.5, spread=first), b=network("b", 0.5, spread=second))
    (recoveries,) = read_recoveries(paths)
    found = mixed(recoveries, np.tile([0.3, 0.7], (120, 1))).values["crps"][0]
    weights, values = np.repeat([0.3, 0.7], N_SPREAD), np.concatenate([first, second])
    truth = recoveries.values["truth"][0]
    expected = [[crps_ensemble(t, values, ens_w=weights, estimator="nrg") for t in row] for row in truth[:5]]
    np.testing.assert_allclose(found[:5], expected, rtol=1e-5)


def test_a_network_without_an_estimate_has_no_part_in_it(tmp_path):
    first, second = np.full((120, 1, 2, N_SPREAD), 0.25), np.full((120, 1, 2, N_SPREAD), 0.75)
    second[:10] = np.nan
    paths = written(tmp_path, a=network("a", 0.5, spread=first), b=network("b", 0.5, spread=second))
    (recoveries,) = read_recoveries(paths)
    crps, truth = mixed(recoveries, np.full((120, 2), 0.5)).values["crps"][0], recoveries.values["truth"][0]
    np.testing.assert_allclose(crps[:10], np.abs(0.25 - truth[:10]))
    both = (np.abs(0.25 - truth[10:]) + np.abs(0.75 - truth[10:])) / 2 - 0.125
    np.testing.assert_allclose(crps[10:], both)


def test_weights_are_in_proportion_to_skills_above_0(tmp_path):
    made = [network(name, crps) for name, crps in (("a", 0.6), ("b", 0.8), ("c", 1.5))]
    (mixture,) = mixtures_of(tmp_path, *made)
    assert mixture["weights"] == pytest.approx({"a": 2 / 3, "b": 1 / 3, "c": 0.0})
    assert (mixture["preparation"], mixture["tracer"], mixture["distance"]) == ("main", "c", "l1")
    (alike,) = mixtures_of(tmp_path, *(network(name, 1.5) for name in "abc"))
    assert alike["weights"] == pytest.approx(dict.fromkeys("abc", 1 / 3))


def test_the_skill_of_a_mixture_is_of_weights_from_other_simulations(tmp_path):
    # `a` is right on the first simulation alone, and fits by what it shows there: the others never rely on it wrongly.
    truth = recovery_of(0.5)["truth"].values[:, None, :, None]
    of_first = np.arange(120).reshape(-1, 1, 1) < 30
    right, wrong = truth, truth + 1.0
    a = network("a", np.where(of_first, 0.0, 1.5), spread=np.where(of_first[..., None], right, wrong))
    b = network("b", np.where(of_first, 1.5, 0.5), spread=np.where(of_first[..., None], wrong, right))
    (mixture,) = mixtures_of(tmp_path, a, b)
    # On all: a has 1 - 4.5 / 4, b 1 - 3 / 4. Without the first b is right and a wrong; without another one both are
    # judged with the first, where a has 1 - 3 / 3 and b 1 - 2.5 / 3.
    assert mixture["weights"] == {"a": 0.0, "b": 1.0}
    assert mixture["skill"] == pytest.approx(1 - (1.0 + 0 + 0 + 0) / 4)
    # Half right and half 1 too high: CRPS 1/4 everywhere.
    assert mixture["equal_skill"] == pytest.approx(0.75)
    assert mixture["skill_error_simulations"] > 0 and mixture["equal_skill_error_simulations"] == pytest.approx(0)


def test_what_the_observation_was_not_matched_with_and_a_single_network_make_no_mixture(tmp_path):
    assert mixtures_of(tmp_path, network("a", 0.5), network("hog", 0.1, is_matched=False)) == []


def test_two_simulations_cannot_test_weights(tmp_path):
    (mixture,) = mixtures_of(tmp_path, *(network(name, 0.5, simulations="AB") for name in "ab"))
    assert mixture["skill"] == "not testable" and "2 simulations" in mixture["reason"]
    assert mixture["equal_skill"] is not None
