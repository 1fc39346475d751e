import json

import numpy as np
import pytest
from recoveries_made import recovery_of, written

from simanalogues.validation.familiarity import write_familiarity


def familiarity_of(folder, observed, nearest=None, **options):
    recovery = recovery_of(0.5, **options)
    if observed is not None:
        recovery["observation_nearest"] = ("pseudo", "distance"), np.resize(observed, (recovery.sizes["pseudo"], 1))
    if nearest is not None:
        recovery["nearest_distance"][:, 0] = nearest
    write_familiarity(written(folder, a=recovery), destination=folder / "f.json")
    return json.loads((folder / "f.json").read_text())


@pytest.mark.parametrize(("observed", "percentile"), [(30.0, 25 + 100 / 240), (-1.0, 0.0), (500.0, 100.0)])
def test_the_percentile_is_the_share_of_what_is_nearer(tmp_path, observed, percentile):
    (entry,) = familiarity_of(tmp_path, observed, nearest=np.random.default_rng(1).permutation(120))
    assert entry["percentile"] == pytest.approx(percentile)
    assert (entry["network"], entry["tracer"], entry["distance"]) == ("VGG16", "c", "l1")


def test_too_few_simulations_or_pseudo_observations_cannot_tell(tmp_path):
    (entry,) = familiarity_of(tmp_path, 1.0, simulations="A")
    assert entry["percentile"] == "not testable" and "30 pseudo-observations of 1 simulations" in entry["reason"]
    nearest = np.full(120, np.nan)
    nearest[[0, 40, 80]] = 1.0
    (entry,) = familiarity_of(tmp_path, 1.0, nearest=nearest)
    assert entry["percentile"] == "not testable" and "3 pseudo-observations of 3 simulations" in entry["reason"]


def test_each_pseudo_observation_is_compared_by_its_own_head(tmp_path):
    # The scale of the first simulation's head is ten times that of the others.
    observed = np.repeat([10.0, 1.0, 1.0, 1.0], 30)
    nearest = np.tile(np.arange(30) / 15, 4) * observed
    (entry,) = familiarity_of(tmp_path, observed, nearest=nearest)
    assert entry["percentile"] == pytest.approx(100 * (15 + 0.5) / 30)


def test_a_run_without_observation_cannot_tell(tmp_path):
    (entry,) = familiarity_of(tmp_path, None)
    assert entry["percentile"] == "not testable" and "not matched" in entry["reason"]


def test_baselines_have_no_familiarity(tmp_path):
    assert familiarity_of(tmp_path, 1.0, method="knn") == []
