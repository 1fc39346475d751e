"""The five distances of the paper (Eqs. 1-5) in one pass over the array.

One float32 pass with float32 partial sums over short runs of features, added up in float64: the array is read once,
and the relative error stays near 1e-7 however long the vectors are.
"""

import numba
import numpy as np

from simanalogues.errors import EmbeddingMismatch

DISTANCES = ("cosine", "euclidean", "braycurtis", "canberra", "l1")
RUN = 256


def distances_to(query: np.ndarray, embeddings: np.ndarray, names: tuple[str, ...] = DISTANCES) -> np.ndarray:
    """Distances from one feature vector to many.

    cosine
        Eq. 1; NaN where a vector is zero.
    euclidean
        Eq. 2 as the Euclidean norm: as printed, with the root inside the sum, it would equal Eq. 5.
    braycurtis
        Eq. 3 as SciPy defines it; NaN where both vectors are zero.
    canberra
        Eq. 4; a term 0/0 counts as 0.
    l1
        Eq. 5.

    Parameters
    ----------
    query, embeddings
        Shapes (n_features,) and (n_images, n_features), float32; other types are converted.
    names
        Which distances, in which order.

    Returns
    -------
    Shape (n_images, n_names), float64.

    Raises
    ------
    EmbeddingMismatch
        The two differ in n_features.
    """
    if embeddings.ndim != 2 or query.shape != embeddings.shape[1:]:
        raise EmbeddingMismatch(
            f"the observation has {query.shape} features, the images have {embeddings.shape}: "
            "embed both with the same backbone, feature and image size"
        )
    values = _five_distances(np.ascontiguousarray(query, np.float32), np.ascontiguousarray(embeddings, np.float32))
    return values if tuple(names) == DISTANCES else values[:, [DISTANCES.index(name) for name in names]]


@numba.njit(cache=True, error_model="numpy")
def cosine_of_sums(apart, square, norm_u, norm_v):
    """1 - u.v / |u||v| as (|u - v|^2 - (|u| - |v|)^2) / 2|u||v|, which loses no digits where u and v are alike.

    From the sums |u|^2 - |v|^2, |u - v|^2, |u|^2 and |v|^2; NaN where a vector is zero.
    """
    if norm_u * norm_v == 0:
        return np.nan
    length_u, length_v = np.sqrt(norm_u), np.sqrt(norm_v)
    return max(square - (apart / (length_u + length_v)) ** 2, 0.0) / (2 * length_u * length_v)


@numba.njit(parallel=True, cache=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")
def _five_distances(query, embeddings):
    n_images, n_features = embeddings.shape
    distances = np.empty((n_images, 5))
    norm_u = 0.0
    for j in range(n_features):
        norm_u += np.float64(query[j]) ** 2
    zero = np.float32(0)
    tiny = np.float32(1.2e-38)  # the smallest normal number: turns 0/0 into 0
    for i in numba.prange(n_images):
        apart = norm_v = square = total = canberra = absolute = 0.0
        for start in range(0, n_features, RUN):
            # Slices, whose indices are never negative: the loop over them becomes plain vector loads.
            run_u, run_v = query[start : start + RUN], embeddings[i, start : start + RUN]
            apart_ = norm_ = square_ = total_ = canberra_ = absolute_ = zero
            for j in range(run_u.size):
                u = run_u[j]
                v = run_v[j]
                difference = abs(u - v)
                added = abs(u + v)
                apart_ += (u - v) * (u + v)
                norm_ += v * v
                square_ += difference * difference
                total_ += added
                # |u| + |v| is the larger of |u + v| and |u - v|.
                canberra_ += difference / max(max(added, difference), tiny)
                absolute_ += difference
            apart += apart_
            norm_v += norm_
            square += square_
            total += total_
            canberra += canberra_
            absolute += absolute_
        distances[i, 0] = cosine_of_sums(apart, square, norm_u, norm_v)
        distances[i, 1] = np.sqrt(square)
        distances[i, 2] = absolute / total
        distances[i, 3] = canberra
        distances[i, 4] = absolute
    return distances
