import numpy as np
import pytest
from scipy.spatial.distance import cdist

from simanalogues.distances.kernels import distances_to
from simanalogues.distances.many import distances_between
from simanalogues.distances.registry import OF_FEATURES
from simanalogues.errors import EmbeddingMismatch

IN_SCIPY = {"l1": "cityblock"}


@pytest.mark.parametrize(("n_features", "n_images"), [(3, 1), (257, 40), (1024, 130), (9000, 19)])
@pytest.mark.parametrize("sign", ["non-negative, half zeros", "both signs"])
def test_all_agree_with_scipy_and_with_the_one_of_a_single_query(n_features, n_images, sign):
    rng = np.random.default_rng(n_features)
    vectors = rng.standard_normal((n_images + 5, n_features)).astype(np.float32)
    vectors = vectors if sign == "both signs" else np.where(vectors > 0, vectors, 0)
    vectors[:, 0] = 1.0  # no zero vector, for which SciPy's cosine is not defined
    queries, embeddings = vectors[:5], vectors[5:]
    values = distances_between(queries, embeddings)
    wide = queries.astype(float), embeddings.astype(float)
    for place, name in enumerate(OF_FEATURES):
        np.testing.assert_allclose(values[..., place], cdist(*wide, IN_SCIPY.get(name, name)), rtol=2e-6)
    single = np.stack([distances_to(query, embeddings) for query in queries])
    np.testing.assert_allclose(values, single, rtol=1e-6)


def test_vectors_that_are_alike_keep_their_digits():
    rng = np.random.default_rng(2)
    query = rng.random((1, 2048), dtype=np.float32)
    embeddings = (query * (1 + 1e-4 * rng.standard_normal((6, 2048)))).astype(np.float32)
    expected = cdist(query.astype(float), embeddings.astype(float), "cosine")
    np.testing.assert_allclose(distances_between(query, embeddings)[..., 0], expected, rtol=1e-3)


def test_zero_vectors_have_the_nan_of_a_single_query():
    vectors = np.array([[0, 0, 0], [1, 2, 0]], np.float32)
    values = distances_between(vectors, vectors)
    np.testing.assert_array_equal(values, np.stack([distances_to(query, vectors) for query in vectors]).astype("f4"))
    assert np.isnan(values[0, 0, [0, 2]]).all()


def test_no_queries_or_no_images_give_no_distances():
    some, none = np.ones((2, 4), np.float32), np.empty((0, 4), np.float32)
    assert distances_between(none, some).shape == (0, 2, 5)
    assert distances_between(some, none).shape == (2, 0, 5)


def test_other_lengths_are_refused():
    with pytest.raises(EmbeddingMismatch, match=r"\(1, 512\) features.*\(2, 1024\).*same backbone"):
        distances_between(np.ones((1, 512), np.float32), np.ones((2, 1024), np.float32))
