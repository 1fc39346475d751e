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
    sums = _sums(np.ascontiguousarray(query, np.float32), np.ascontiguousarray(embeddings, np.float32))
    norms_apart, norm, square, total, canberra, absolute = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        values = {
            "cosine": _cosine(norms_apart, square, norm, np.sum(np.square(query, dtype=np.float64))),
            "euclidean": np.sqrt(square),
            "braycurtis": absolute / total,
            "canberra": canberra,
            "l1": absolute,
        }
    return np.stack([values[name] for name in names], axis=-1)


def _cosine(norms_apart: np.ndarray, square: np.ndarray, norm: np.ndarray, query_norm: float) -> np.ndarray:
    """1 - u.v / |u||v| as (|u - v|^2 - (|u| - |v|)^2) / 2|u||v|, which loses no digits where u and v are alike.

    `norms_apart` is |u|^2 - |v|^2, from which (|u| - |v|) follows by division by (|u| + |v|).
    """
    lengths = np.sqrt(norm), np.sqrt(query_norm)
    apart = norms_apart / (lengths[0] + lengths[1])
    product = np.where(norm * query_norm > 0, lengths[0] * lengths[1], np.nan)
    return np.maximum(square - apart**2, 0) / (2 * product)


@numba.njit(parallel=True, cache=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")
def _sums(query, embeddings):
    n_images, n_features = embeddings.shape
    sums = np.zeros((n_images, 6))
    zero = np.float32(0)
    tiny = np.float32(1.2e-38)  # the smallest normal number: turns 0/0 into 0
    for i in numba.prange(n_images):
        for start in range(0, n_features, RUN):
            # Slices, whose indices are never negative: the loop over them becomes plain vector loads.
            run_u, run_v = query[start : start + RUN], embeddings[i, start : start + RUN]
            apart = norm = square = total = canberra = absolute = zero
            for j in range(run_u.size):
                u = run_u[j]
                v = run_v[j]
                difference = abs(u - v)
                added = abs(u + v)
                apart += (u - v) * (u + v)
                norm += v * v
                square += difference * difference
                total += added
                # |u| + |v| is the larger of |u + v| and |u - v|.
                canberra += difference / max(max(added, difference), tiny)
                absolute += difference
            sums[i, 0] += apart
            sums[i, 1] += norm
            sums[i, 2] += square
            sums[i, 3] += total
            sums[i, 4] += canberra
            sums[i, 5] += absolute
    return sums
