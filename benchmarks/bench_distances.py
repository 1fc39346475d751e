"""The five distances in one pass, against five calls of SciPy's cdist and against reading the array once."""

import numpy as np
from scipy.spatial.distance import cdist

from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.distances.kernels import distances_to

N_IMAGES, N_FEATURES = 45_000, 1024
NAMES = ("cosine", "euclidean", "braycurtis", "canberra", "cityblock")


def rows() -> list[Row]:
    """Two rows: how much faster than SciPy, and how much slower than reading."""
    rng = np.random.default_rng(1)
    embeddings = np.maximum(rng.standard_normal((N_IMAGES, N_FEATURES), dtype=np.float32), 0)
    query = embeddings[0].copy()
    ours, scipys, reading = side_by_side(
        lambda: distances_to(query, embeddings),
        lambda: [cdist(query[None], embeddings, name) for name in NAMES],
        lambda: embeddings.max(),
        rounds=3,
    )
    shape = f"{N_IMAGES} x {N_FEATURES} float32, {min(ours):.3f} s"
    return [
        Row("five distances: cdist / ours", median_ratio(scipys, ours), ">= 40", shape),
        Row("five distances: ours / reading the array", median_ratio(ours, reading), "<= 2", shape),
    ]
