"""The five distances (paper Eqs. 1-5) from many feature vectors to many, in one pass over the array.

Each block of embeddings is taken from memory once for all queries. Sums are as in `kernels`: float32 over short runs of
features, added up in float64.
"""

import numba
import numpy as np

from simanalogues.distances.kernels import DISTANCES, RUN, cosine_of_sums
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
    Shape (n_queries, n_images, 5) in the order of `DISTANCES`, float32.

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
    distances = np.empty((len(queries), len(embeddings), len(DISTANCES)), np.float32)
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
                square, total, canberra, absolute = _sums(queries[k], embeddings[i])
                norm_u, norm_v = norms_u[k], norms_v[i - first]
                distances[k, i, 0] = cosine_of_sums(norm_u - norm_v, square, norm_u, norm_v)
                distances[k, i, 1] = np.sqrt(square)
                distances[k, i, 2] = absolute / total
                distances[k, i, 3] = canberra
                distances[k, i, 4] = absolute


@numba.njit(cache=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")
def _sums(query, embedding):
    """Of |u - v|^2, |u + v|, |u - v| / (|u| + |v|) and |u - v|."""
    zero = np.float32(0)
    tiny = np.float32(1.2e-38)  # the smallest normal number: turns 0/0 into 0
    square = total = canberra = absolute = 0.0
    for start in range(0, query.size, RUN):
        # Slices, whose indices are never negative: the loop over them becomes plain vector loads.
        run_u, run_v = query[start : start + RUN], embedding[start : start + RUN]
        square_ = total_ = canberra_ = absolute_ = zero
        for j in range(run_u.size):
            difference = abs(run_u[j] - run_v[j])
            added = abs(run_u[j] + run_v[j])
            square_ += difference * difference
            total_ += added
            # |u| + |v| is the larger of |u + v| and |u - v|.
            canberra_ += difference / max(max(added, difference), tiny)
            absolute_ += difference
        square += square_
        total += total_
        canberra += canberra_
        absolute += absolute_
    return square, total, canberra, absolute
