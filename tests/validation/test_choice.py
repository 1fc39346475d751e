import json

import numpy as np
import pytest
from recoveries_made import random_crps, recovery_of, written

from simanalogues.validation.choice import write_choice


def choice_of(folder, **recoveries):
    write_choice(written(folder, **recoveries), n_bootstrap=400, seed=1, destination=folder / "choice.json")
    return json.loads((folder / "choice.json").read_text())["simulation"]


def test_combinations_are_ranked_and_those_like_the_best_are_named(tmp_path):
    noise = random_crps(2, mean=0.0)
    choice = choice_of(
        tmp_path,
        best=recovery_of(0.50 + noise, network="best"),
        alike=recovery_of(0.51 + noise + random_crps(3, mean=0.0, spread=0.2), network="alike"),
        worse=recovery_of(0.60 + noise, network="worse"),
        chance=recovery_of(0.10, method="random"),
    )
    assert [entry["network"] for entry in choice["ranking"]] == ["best", "alike", "worse"]
    assert choice["best"] == {"preparation": "main", "network": "best", "tracer": "c", "distance": "l1"}
    assert [names["network"] for names in choice["like_the_best"]] == ["alike"]
    assert [entry["like_the_best"] for entry in choice["ranking"]] == [True, True, False]
    assert choice["ranking"][0]["skill"] == pytest.approx(1 - (0.5 + noise.mean()))
    assert choice["ranking"][0]["skill_error_outputs"] > 0


def lucky(place):
    """Good on one simulation, and worse than chance on the others."""
    crps = np.full((120, 1, 1), 1.1)
    crps[30 * place : 30 * (place + 1)] = 0.0
    return crps


def test_a_nested_choice_is_scored_where_it_was_not_made(tmp_path):
    crps = {f"n{place}": lucky(place) for place in range(4)}
    crps["n0"] = crps["n0"] - 0.05
    choice = choice_of(tmp_path, **{name: recovery_of(values, network=name) for name, values in crps.items()})
    nested = choice["nested"]
    # Without the simulation that it is lucky on, the first is no better than chance, and another is chosen.
    assert choice["best"]["network"] == "n0" and choice["ranking"][0]["skill"] == pytest.approx(0.225)
    assert nested["by_simulation"]["A"]["network"] != "n0"
    assert [nested["by_simulation"][name]["network"] for name in "BCD"] == ["n0"] * 3
    assert [nested["by_simulation"][name]["skill"] for name in "BCD"] == pytest.approx([-0.05] * 3)
    assert nested["skill"] == pytest.approx((-0.1 - 3 * 0.05) / 4)
    assert nested["optimism"] == pytest.approx(0.225 + 0.0625)


def test_a_choice_that_is_good_everywhere_has_no_optimism(tmp_path):
    noise = random_crps(2, mean=0.0)
    best, worse = (recovery_of(mean + noise, network=f"n{mean}") for mean in (0.4, 0.5))
    nested = choice_of(tmp_path, best=best, worse=worse)["nested"]
    assert nested["optimism"] == pytest.approx(0, abs=1e-12) and nested["skill_error_simulations"] >= 0


def test_two_simulations_cannot_test_a_choice(tmp_path):
    recoveries = {name: recovery_of(0.5, simulations="AB", network=name) for name in ("n1", "n2")}
    nested = choice_of(tmp_path, **recoveries)["nested"]
    assert nested["skill"] == "not testable" and "2 simulations have pseudo-observations" in nested["reason"]


def test_without_any_skill_nothing_is_chosen(tmp_path):
    choice = choice_of(tmp_path, a=recovery_of(np.nan))
    assert choice["best"] is None and choice["ranking"] == []
    assert choice["nested"] == {"skill": "not testable", "reason": "no combination has a skill"}
