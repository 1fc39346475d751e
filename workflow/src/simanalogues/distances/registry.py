"""The distances there are (paper Eqs. 1-5, and Eq. 12), each with what it is called and how it comes of sums.

A distance between two feature vectors u and v is a function of `Sums`, which the kernels add up in one pass; a new
sum is an entry in `ADDENDS`. A combined distance is a function of others. All are plain functions, so that names can be
asked for without numba, which compiles those that a kernel takes (`kernels.py`).
"""

import math
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simanalogues.distances.combined import cosine_euclidean

TINY = np.float32(1.2e-38)  # the smallest normal number: turns 0/0 into 0


@dataclass(frozen=True)
class Distance:
    """One distance.

    name, label
        In the config and in files; in words.
    equation
        Number in the paper.
    of_sums
        Its value from `Sums`, for numba to compile; None where it is combined of others.
    parts, combine
        The names of the distances that it is combined of, and the function of their values, of their largest values
        in the catalogue (`norms`) and of `as_printed`.
    printed_as
        The distance that it equals as the paper prints it; None where that is itself.
    short
        Its name where columns are many.
    """

    name: str
    label: str
    equation: str
    of_sums: Callable | None = None
    parts: tuple[str, ...] = ()
    combine: Callable | None = None
    printed_as: str | None = None
    short: str | None = None


def _square(u, v, difference, added):
    return difference * difference


def _total(u, v, difference, added):
    return added


def _canberra(u, v, difference, added):
    # |u| + |v| is the larger of |u + v| and |u - v|.
    return difference / max(max(added, difference), TINY)


def _absolute(u, v, difference, added):
    return difference


# What is added up over features, from u, v, |u - v| and |u + v| in single precision.
ADDENDS = {"square": _square, "total": _total, "canberra": _canberra, "absolute": _absolute}
# These sums, then |u|^2 - |v|^2, |u|^2 and |v|^2.
Sums = namedtuple("Sums", [*ADDENDS, "apart", "norm_u", "norm_v"])


def cosine(sums):
    """1 - u.v / |u||v| as (|u - v|^2 - (|u| - |v|)^2) / 2|u||v|, which loses no digits where u and v are alike.

    NaN where a vector is zero.
    """
    if sums.norm_u * sums.norm_v == 0:
        return np.nan
    length_u, length_v = math.sqrt(sums.norm_u), math.sqrt(sums.norm_v)
    return max(sums.square - (sums.apart / (length_u + length_v)) ** 2, 0.0) / (2 * length_u * length_v)


def euclidean(sums):
    """The Euclidean norm: as printed, with the root inside the sum, it would equal Eq. 5."""
    return math.sqrt(sums.square)


def braycurtis(sums):
    """As SciPy defines it; NaN where both vectors are zero."""
    return sums.absolute / sums.total


def canberra(sums):
    """A term 0/0 counts as 0."""
    return sums.canberra


def l1(sums):
    """Sum of the absolute differences."""
    return sums.absolute


_ENTRIES = (
    Distance("cosine", "cosine", "Eq. 1", cosine),
    Distance("euclidean", "Euclidean", "Eq. 2", euclidean, printed_as="l1"),
    Distance("braycurtis", "Bray–Curtis", "Eq. 3", braycurtis),
    Distance("canberra", "Canberra", "Eq. 4", canberra),
    Distance("l1", "L1", "Eq. 5", l1),
    Distance(
        "cosine_euclidean",
        "cosine + Euclidean (Eq. 12)",
        "Eq. 12",
        parts=("cosine", "euclidean"),
        combine=cosine_euclidean,
        short="Eq. 12",
    ),
)
DISTANCES = {distance.name: distance for distance in _ENTRIES}
# Those that are taken of feature vectors, in the order of the columns of files.
OF_FEATURES = tuple(name for name, distance in DISTANCES.items() if distance.of_sums)
COMBINED = tuple(name for name, distance in DISTANCES.items() if distance.combine)
