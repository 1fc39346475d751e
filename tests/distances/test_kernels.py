import numpy as np
import pytest
from scipy.spatial.distance import cdist

from simanalogues.distances.kernels import distances_to
from simanalogues.distances.registry import OF_FEATURES
from simanalogues.errors import EmbeddingMismatch

IN_SCIPY = {"l1": "cityblock"}


def by_scipy(query, embeddings):
    query, embeddings = query[None].astype(float), embeddings.astype(float)
    return np.stack([cdist(query, embeddings, IN_SCIPY.get(name, name))[0] for name in OF_FEATURES], axis=-1)


@pytest.mark.parametrize("n_features", [3, 255, 256, 257, 1024, 50176])
@pytest.mark.parametrize("sign", ["non-negative, half zeros", "both signs"])
def test_all_five_agree_with_scipy(n_features, sign):
    rng = np.random.default_rng(n_features)
    vectors = rng.standard_normal((21, n_features)).astype(np.float32)
    vectors = vectors if sign == "both signs" else np.where(vectors > 0, vectors, 0)
    vectors[:, 0] = 1.0  # no zero vector, for which SciPy's cosine is not defined
    np.testing.assert_allclose(distances_to(vectors[0], vectors[1:]), by_scipy(vectors[0], vectors[1:]), rtol=1e-6)


def test_a_vector_is_at_no_distance_from_itself():
    vector = np.random.default_rng(1).random(999, dtype=np.float32)
    np.testing.assert_allclose(distances_to(vector, vector[None])[0], 0, atol=1e-6)


def test_a_zero_vector_has_no_cosine_distance():
    values = distances_to(np.ones(8, np.float32), np.zeros((1, 8), np.float32))[0]
    assert np.isnan(values[0])
    np.testing.assert_allclose(values[1:], [np.sqrt(8), 1, 8, 8], rtol=1e-6)


def test_canberra_counts_nothing_where_both_are_zero():
    values = distances_to(np.array([0, 1, 0], np.float32), np.array([[0, 3, 2]], np.float32), ("canberra",))
    np.testing.assert_allclose(values, [[2 / 4 + 1]], rtol=1e-6)


def test_no_images_give_no_distances():
    assert distances_to(np.ones(4, np.float32), np.empty((0, 4), np.float32)).shape == (0, 5)


def test_other_lengths_are_refused():
    with pytest.raises(EmbeddingMismatch, match=r"\(512,\) features.*\(2, 1024\).*same backbone"):
        distances_to(np.ones(512, np.float32), np.ones((2, 1024), np.float32))
