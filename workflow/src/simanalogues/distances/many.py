"""All distances of the registry from many feature vectors to many, in one pass over the array.

Each block of embeddings is taken from memory once for all queries. Sums are as in `kernels`: float32 over short runs of
features, added up in float64.
"""

import numba
import numpy as np

from simanalogues.distances.kernels import NO_SUMS, NOTHING, RUN, add_feature, add_sums, values_of
from simanalogues.distances.registry import OF_FEATURES, Sums
from simanalogues.distances.together import IN_ANY_ORDER
from simanalogues.errors import EmbeddingMismatch

# Features of a block of embeddings, which stay in a core's cache while all queries pass; and its least rows.
CACHED, LEAST = 65_536, 8


def distances_between(queries: np.ndarray, embeddings: np.ndarray) -> np.ndarray:
    """Distances from many feature vectors to many, with the definitions and NaN of `kernels.distances_to`.

    Parameters
    ----------
    queries, embeddings
        Shapes (n_queries, n_features) and (n_images, n_features), float32; other types are converted.

    Returns
    -------
    Shape (n_queries, n_images, n_distances) in the order of `OF_FEATURES`, float32.

    Raises
    ------
    EmbeddingMismatch
        The two differ in n_features.
    """
    if queries.ndim != 2 or embeddings.ndim != 2 or queries.shape[1] != embeddings.shape[1]:
        raise EmbeddingMismatch(
            f"the queries have {queries.shape} features, the images have {embeddings.shape}: "
            "embed both with the same backbone, feature and image size"
        )
    distances = np.empty((len(queries), len(embeddings), len(OF_FEATURES)), np.float32)
    rows = max(CACHED // max(queries.shape[1], 1), LEAST)
    arrays = np.ascontiguousarray(queries, np.float32), np.ascontiguousarray(embeddings, np.float32)
    _fill(*arrays, rows, distances)
    return distances


@numba.njit(cache=True, error_model="numpy")
def _square_norm(vector):
    norm = 0.0
    for value in vector:
        norm += np.float64(value) ** 2
    return norm


@numba.njit(parallel=True, cache=True, error_model="numpy")
def _fill(queries, embeddings, rows, distances):
    n_queries, n_images = len(queries), len(embeddings)
    norms_u = np.empty(n_queries)
    for k in numba.prange(n_queries):
        norms_u[k] = _square_norm(queries[k])
    for block in numba.prange((n_images + rows - 1) // rows):
        first = block * rows
        last = min(first + rows, n_images)
        norms_v = np.empty(last - first)
        for i in range(first, last):
            norms_v[i - first] = _square_norm(embeddings[i])
        for k in range(n_queries):
            for i in range(first, last):
                norm_u, norm_v = norms_u[k], norms_v[i - first]
                sums = _sums(queries[k], embeddings[i])
                values = values_of(Sums(*(sums + (norm_u - norm_v, norm_u, norm_v))))
                for column in range(len(values)):
                    distances[k, i, column] = values[column]


@numba.njit(cache=True, fastmath=IN_ANY_ORDER, error_model="numpy")
def _sums(query, embedding):
    """The sums of `ADDENDS` over all features."""
    totals = NO_SUMS
    for start in range(0, query.size, RUN):
        # Slices, whose indices are never negative: the loop over them becomes plain vector loads.
        run_u, run_v = query[start : start + RUN], embedding[start : start + RUN]
        sums = NOTHING
        for j in range(run_u.size):
            u, v = run_u[j], run_v[j]
            sums = add_feature(sums, u, v, abs(u - v), abs(u + v))
        totals = add_sums(totals, sums)
    return totals
