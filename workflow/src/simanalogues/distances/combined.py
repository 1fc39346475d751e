"""Eq. 12 of the paper: one distance from the cosine and the Euclidean one, each over its largest in the catalogue."""

import numpy as np


def largest(distance: np.ndarray) -> float:
    """The largest finite distance, shape (n_images,); 1 where there is none or all are 0."""
    finite = distance[np.isfinite(distance)]
    return float(finite.max(initial=0.0)) or 1.0


def cosine_euclidean(
    cosine: np.ndarray, euclidean: np.ndarray, *, norms: tuple[float, float], as_printed: bool = False
) -> np.ndarray:
    """Squared sum of the normalised cosine and Euclidean distances (Eq. 12).

    Parameters
    ----------
    cosine, euclidean
        Shape (n_images,); NaN stays NaN.
    norms
        Largest cosine and Euclidean distance of the catalogue, by tracer and backbone: N_1 and N_2.
    as_printed
        d^2 / N, in which the Euclidean term dominates, since only d is squared; else (d / N)^2, which is what
        the text says.
    """
    power = 1 if as_printed else 2
    return cosine**2 / norms[0] ** power + euclidean**2 / norms[1] ** power
