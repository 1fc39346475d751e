"""All distances of the registry between feature vectors, in one pass over the array.

One float32 pass with float32 partial sums over short runs of features, added up in float64: the array is read once,
and the relative error stays near 1e-7 however long the vectors are.
"""

import numba
import numpy as np

from simanalogues.distances.registry import ADDENDS, DISTANCES, OF_FEATURES, Sums
from simanalogues.distances.together import IN_ANY_ORDER, adder, elementwise_sum, evaluator
from simanalogues.errors import EmbeddingMismatch

RUN = 256
NOTHING = (np.float32(0),) * len(ADDENDS)
NO_SUMS = (0.0,) * len(ADDENDS)
add_feature = adder(list(ADDENDS.values()))
add_sums = elementwise_sum(len(ADDENDS))
values_of = evaluator([DISTANCES[name].of_sums for name in OF_FEATURES])


def distances_to(query: np.ndarray, embeddings: np.ndarray, names: tuple[str, ...] = OF_FEATURES) -> np.ndarray:
    """Distances from one feature vector to many, as `registry` defines them.

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
    values = np.empty((len(embeddings), len(OF_FEATURES)))
    _fill(np.ascontiguousarray(query, np.float32), np.ascontiguousarray(embeddings, np.float32), values)
    return values if tuple(names) == OF_FEATURES else values[:, [OF_FEATURES.index(name) for name in names]]


@numba.njit(parallel=True, cache=True, fastmath=IN_ANY_ORDER, error_model="numpy")
def _fill(query, embeddings, distances):
    n_images, n_features = embeddings.shape
    norm_u = 0.0
    for j in range(n_features):
        norm_u += np.float64(query[j]) ** 2
    zero = np.float32(0)
    for i in numba.prange(n_images):
        apart = norm_v = 0.0
        totals = NO_SUMS
        for start in range(0, n_features, RUN):
            # Slices, whose indices are never negative: the loop over them becomes plain vector loads.
            run_u, run_v = query[start : start + RUN], embeddings[i, start : start + RUN]
            apart_ = norm_ = zero
            sums = NOTHING
            for j in range(run_u.size):
                u, v = run_u[j], run_v[j]
                apart_ += (u - v) * (u + v)
                norm_ += v * v
                sums = add_feature(sums, u, v, abs(u - v), abs(u + v))
            apart += apart_
            norm_v += norm_
            totals = add_sums(totals, sums)
        values = values_of(Sums(*(totals + (apart, norm_u, norm_v))))
        for column in range(len(values)):
            distances[i, column] = values[column]
