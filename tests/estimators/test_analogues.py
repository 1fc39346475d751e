import numpy as np
import pandas as pd
from recovery_files import MATCHING

from simanalogues.distances.registry import OF_FEATURES
from simanalogues.estimators.analogues import normalised, ranked

SETTINGS = MATCHING | {"distances": ["l1", "cosine_euclidean"], "cut_sigma": 1.0, "n_best": 2}


def frame(seed=1, n=12):
    return pd.DataFrame(np.random.default_rng(seed).random((n, len(OF_FEATURES))), columns=list(OF_FEATURES))


def test_images_outside_change_nothing_among_those_inside_and_rank_last():
    distances, inside = frame(), np.arange(12) % 4 != 1
    distances.loc[1] *= 1e-3
    alone = ranked(distances[inside], np.ones(inside.sum(), dtype=bool), SETTINGS)
    among = ranked(distances, inside, SETTINGS)
    np.testing.assert_allclose(among.z_score[inside], alone.z_score, rtol=1e-12)
    for name in ("distances", "rank", "selected"):
        np.testing.assert_array_equal(getattr(among, name)[inside], getattr(alone, name))
    assert np.isnan(among.z_score[~inside]).all() and not among.selected[~inside].any()
    assert (among.rank[~inside] > inside.sum()).all()


def test_an_image_without_a_distance_ranks_before_those_outside():
    distances, inside = frame(), np.arange(12) != 0
    distances.loc[5, "l1"] = np.nan
    rank = ranked(distances, inside, SETTINGS).rank[:, 0]
    assert (rank[5], rank[0]) == (11, 12)


def test_a_distance_that_no_image_has_selects_none():
    distances = frame().assign(cosine=np.nan)
    ranking = ranked(distances, np.ones(12, dtype=bool), SETTINGS)
    assert ranking.selected.sum(axis=0)[1] == 0 and ranking.fell_back[1]
    assert np.isnan(ranking.z_score[:, 1]).all() and np.isfinite(ranking.z_score[:, 0]).all()


def test_norms_are_the_largest_of_the_images_that_take_part():
    distances, inside = frame(), np.arange(12) < 6
    values, norms = normalised(distances, inside, SETTINGS)
    assert norms == {name: distances[name][inside].max() for name in ("cosine", "euclidean")}
    expected = (distances["cosine"] / norms["cosine"]) ** 2 + (distances["euclidean"] / norms["euclidean"]) ** 2
    np.testing.assert_allclose(values[:, 1], expected, rtol=1e-12)
