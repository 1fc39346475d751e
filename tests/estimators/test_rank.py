import numpy as np
from scipy.stats import rankdata, zscore

from simanalogues.estimators.rank import ranks, select, z_scores

VALUES = np.random.default_rng(3).gamma(2.0, size=(200, 3))


def test_z_scores_and_ranks_agree_with_scipy():
    np.testing.assert_allclose(z_scores(VALUES), zscore(VALUES, axis=0), rtol=1e-12)
    np.testing.assert_array_equal(ranks(VALUES), rankdata(VALUES, axis=0))


def test_nan_ranks_last_and_spoils_no_z_score():
    values = np.array([[3.0], [np.nan], [1.0]])
    assert ranks(values)[:, 0].tolist() == [2, 3, 1]
    np.testing.assert_allclose(z_scores(values)[:, 0], [1, np.nan, -1])


def test_equal_distances_have_z_score_zero():
    assert z_scores(np.ones((4, 1)))[:, 0].tolist() == [0, 0, 0, 0]


def test_the_cut_selects_below_and_falls_back_to_the_best():
    z = np.array([[-2.5, -1.9], [-2.0, 0.0], [1.0, np.nan]])
    selected, fell_back = select(z, ranks(z), cut_sigma=2.0, n_best=1)
    assert selected.tolist() == [[True, True], [False, False], [False, False]]
    assert fell_back.tolist() == [False, True]
