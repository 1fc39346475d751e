"""Eq. 12 by hand."""

import numpy as np
import pytest

from simanalogues.distances.combined import cosine_euclidean, largest

COSINE, EUCLIDEAN = np.array([0.1, 0.2, 0.4]), np.array([30.0, 10.0, 20.0])


def test_each_distance_counts_as_a_part_of_its_largest():
    combined = cosine_euclidean(COSINE, EUCLIDEAN, norms=(largest(COSINE), largest(EUCLIDEAN)))
    # (1/4)^2 + 1, (1/2)^2 + (1/3)^2, 1 + (2/3)^2.
    np.testing.assert_allclose(combined, [17 / 16, 13 / 36, 13 / 9], rtol=1e-12)


def test_as_printed_the_largest_are_not_squared_and_the_euclidean_distance_dominates():
    combined = cosine_euclidean(COSINE, EUCLIDEAN, norms=(0.4, 30.0), as_printed=True)
    # 0.01 / 0.4 + 900 / 30, 0.04 / 0.4 + 100 / 30, 0.16 / 0.4 + 400 / 30.
    np.testing.assert_allclose(combined, [30.025, 0.1 + 10 / 3, 0.4 + 40 / 3], rtol=1e-12)


def test_the_scale_of_the_features_changes_no_rank_by_default_and_does_as_printed():
    for as_printed, unchanged in ((False, True), (True, False)):
        orders = [
            np.argsort(
                cosine_euclidean(COSINE, s * EUCLIDEAN, norms=(0.4, s * 30.0), as_printed=as_printed), kind="stable"
            ).tolist()
            for s in (1.0, 1e-3)
        ]
        assert (orders[0] == orders[1]) == unchanged


def test_the_combined_distance_lies_between_0_and_2():
    rng = np.random.default_rng(4)
    cosine, euclidean = rng.random(500), rng.gamma(2.0, size=500)
    combined = cosine_euclidean(cosine, euclidean, norms=(largest(cosine), largest(euclidean)))
    assert (combined > 0).all() and (combined <= 2).all()
    np.testing.assert_allclose(cosine_euclidean(np.zeros(1), np.zeros(1), norms=(1.0, 1.0)), 0)


def test_the_largest_leaves_out_nan_and_an_image_without_a_cosine_distance_has_none():
    cosine = np.array([0.1, np.nan, 0.4])
    assert largest(cosine) == 0.4
    combined = cosine_euclidean(cosine, EUCLIDEAN, norms=(0.4, 30.0))
    np.testing.assert_allclose(combined, [17 / 16, np.nan, 13 / 9])


@pytest.mark.parametrize("distance", [np.zeros(3), np.full(3, np.nan), np.array([])])
def test_distances_that_are_all_0_or_missing_are_divided_by_1(distance):
    assert largest(distance) == 1.0
