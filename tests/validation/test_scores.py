import numpy as np
import pytest
from scoringrules import crps_ensemble

from simanalogues.estimators.base import Sample
from simanalogues.validation.diagnostics import closest_images, nearest
from simanalogues.validation.scores import LEVELS, scores_of


def of_one(values, weights, truth):
    sample = Sample(np.array(values)[:, None], np.array(weights)[:, None])
    return {name: array[0] for name, array in scores_of(sample, np.array([truth])).items()}


def test_the_crps_by_hand():
    # F is 1/4 from 0 on and 1 from 2 on: the integral of (F - 1{1 <= x})^2 is 1/16 + 9/16.
    scores = of_one([2.0, 0.0], [3.0, 1.0], 1.0)
    assert scores["crps"] == pytest.approx(10 / 16)
    assert (scores["median"], scores["pit"]) == (2.0, 0.25)


def test_the_crps_is_that_of_its_definition_and_of_scoringrules():
    rng = np.random.default_rng(5)
    values, weights, truth = rng.normal(size=40), rng.random(40), 0.3
    share = weights / weights.sum()
    definition = share @ np.abs(values - truth) - share @ np.abs(values[:, None] - values) @ share / 2
    crps = of_one(values, weights, truth)["crps"]
    assert crps == pytest.approx(definition, rel=1e-12)
    assert crps == pytest.approx(crps_ensemble(truth, values, ens_w=weights, estimator="nrg"), rel=1e-9)


def test_a_tie_with_the_truth_counts_half():
    assert of_one([1.0, 2.0, 3.0, 2.0], [1.0, 1.0, 1.0, 1.0], 2.0)["pit"] == 0.5


def test_what_is_not_known_of_an_image_does_not_count_and_levels_ascend():
    values = np.array([[1.0, np.nan], [2.0, 5.0], [3.0, np.nan]])
    scores = scores_of(Sample(values, np.ones((3, 1))), np.array([2.0, 4.0]))
    np.testing.assert_array_equal(scores["median"], [2.0, 5.0])
    np.testing.assert_array_equal(scores["pit"], [0.5, 0.0])
    np.testing.assert_array_equal(scores["quantile"][0], np.quantile([1, 2, 3], LEVELS, method="inverted_cdf"))


def test_an_empty_sample_or_an_unknown_truth_has_no_score():
    nothing = scores_of(Sample(np.empty((0, 1)), np.empty((0, 1))), np.array([1.0]))
    assert all(np.isnan(values).all() for values in nothing.values())
    scores = of_one([1.0, 2.0], [1.0, 0.5], np.nan)
    assert np.isnan([scores["pit"], scores["crps"]]).all() and scores["median"] == 1.0


def test_the_closest_image_is_so_in_units_of_the_spread_and_views_of_a_system_tie():
    values = np.array([[0.0, 0.0], [1.0, 1000.0], [1.0, 1000.0], [2.0, 0.0]])
    assert closest_images(values, np.array([1.1, 900.0])).tolist() == [1, 2]
    assert closest_images(values, np.array([1.9, np.nan])).tolist() == [3]
    # Known of none, or the same for all: it tells nothing.
    assert closest_images(values * [1, 0], np.array([0.1, 7.0])).tolist() == [0]
    assert closest_images(np.full((2, 1), np.nan), np.array([1.0])).size == 0


def test_the_nearest_are_ten_or_as_many_as_there_are():
    rng = np.random.default_rng(3)
    distances = rng.random((30, 2))
    np.testing.assert_allclose(nearest(distances), np.sort(distances, axis=0)[:10].mean(axis=0))
    few = np.array([[1.0, np.nan], [3.0, np.nan]])
    np.testing.assert_array_equal(nearest(few), [2.0, np.nan])
