"""What the images of a fold say before anything is compared: a prior."""

from dataclasses import dataclass

import numpy as np

from simanalogues.estimators.base import Sample
from simanalogues.scoring.weighted import weighted_quantile
from simanalogues.scoring.weights import SCHEMES
from simanalogues.validation.scores import MEDIAN, Ordered, crps_of_sorted, in_order


@dataclass(frozen=True)
class Prior:
    """Of all images of a fold that take part.

    n_images
        How many these are.
    ordered
        By scheme and by parameter, the known values in ascending order and their weights.
    median
        Of each parameter with the first weights, shape (n_parameters,).
    """

    n_images: int
    ordered: list[list[Ordered]]
    median: np.ndarray

    def crps(self, truth: np.ndarray) -> np.ndarray:
        """CRPS of all images, shape (n_schemes, n_parameters); NaN where a parameter is not known."""
        return np.stack([crps_of_sorted(ordered, truth) for ordered in self.ordered])

    def outside(self, truth: np.ndarray) -> np.ndarray:
        """1 where the truth is outside the range of the images, else 0; NaN where either is not known."""
        ends = [(values[0], values[-1]) if values.size else (np.nan, np.nan) for values, _ in self.ordered[0]]
        lowest, highest = np.array(ends).T
        known = np.isfinite(truth) & np.isfinite(lowest)
        return np.where(known, (truth < lowest) | (truth > highest), np.nan)


def schemes_from(first: str) -> list[str]:
    """Names of all weights, those of the estimate first."""
    return [first, *(scheme for scheme in SCHEMES if scheme != first)]


def prior_of(sample: Sample) -> Prior:
    """That of a fold's sample."""
    ordered = in_order(sample)
    median = np.array([weighted_quantile(*pair, np.array([MEDIAN]))[0] for pair in ordered[0]])
    return Prior(len(sample.weights), ordered, median)
