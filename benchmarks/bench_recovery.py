"""Distances of many pseudo-observations to a catalogue in one pass, against five calls of SciPy's cdist."""

import os
import resource
import subprocess
import sys
import time

import numpy as np
from scipy.spatial.distance import cdist

from benchmarks.ratios import Row
from simanalogues.distances.many import distances_between

N_PSEUDO, N_IMAGES, N_FEATURES = 500, 45_000, 1024
NAMES = ("cosine", "euclidean", "braycurtis", "canberra", "cityblock")


def features() -> np.ndarray:
    """Of the catalogue, shape (N_IMAGES, N_FEATURES)."""
    rng = np.random.default_rng(1)
    return np.maximum(rng.standard_normal((N_IMAGES, N_FEATURES), dtype=np.float32), 0)


def rows() -> list[Row]:
    """Two rows: how much faster than SciPy, of which a whole round takes minutes; and the peak memory of ours."""
    embeddings = features()
    distances_between(embeddings[:2], embeddings[:100])
    ours = seconds_of(lambda: distances_between(embeddings[:N_PSEUDO], embeddings))
    scipys = sum(seconds_of(lambda name=name: cdist(embeddings[:N_PSEUDO], embeddings, name)) for name in NAMES)
    shape = f"{N_PSEUDO} x {N_IMAGES} x {N_FEATURES} float32, {ours:.1f} s"
    return [
        Row("five distances of many: cdist / ours", scipys / ours, ">= 8", shape),
        Row("five distances of many: peak memory, GiB", peak_gib(), "<= 4", "a process of its own"),
    ]


def seconds_of(contender) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    contender()
    return time.perf_counter() - started


def peak_gib() -> float:
    """Peak memory of a process that makes the distances alone (GiB)."""
    return float(subprocess.check_output([sys.executable, "-m", __name__], env=os.environ, text=True))


if __name__ == "__main__":
    catalogue = features()
    distances_between(catalogue[:N_PSEUDO], catalogue)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
