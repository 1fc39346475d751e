"""The images of a fold: their parameters, their weights, which are made anew, and what they say as a prior."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simanalogues.scoring.weighted import weighted_quantile
from simanalogues.scoring.weights import SCHEMES, image_weights, raw_weights
from simanalogues.sky.geometry import pair_of_target
from simanalogues.validation.folds import Fold
from simanalogues.validation.scores import MEDIAN, Ordered, Sample, crps_of_sorted, in_order


@dataclass(frozen=True)
class Candidates:
    """All images of a trial: parameters (n_images, n_parameters), weights before they are normalised, (n_images,),
    simulations (n_images,), and whether each is inside the priors, (n_images,)."""

    values: np.ndarray
    raw: np.ndarray
    simulations: np.ndarray
    inside: np.ndarray


@dataclass(frozen=True)
class FoldCatalogue:
    """Images of a fold that take part.

    fold
        Its name and pseudo-observations.
    rows
        Of the trial's images, integer, shape (n,).
    sample
        Their parameters and weights, by the schemes of `schemes_from`.
    ordered
        By scheme and by parameter, the known values in ascending order and their weights.
    prior_median
        Median of each parameter with the first weights, shape (n_parameters,).
    """

    fold: Fold
    rows: np.ndarray
    sample: Sample
    ordered: list[list[Ordered]]
    prior_median: np.ndarray

    def prior_crps(self, truth: np.ndarray) -> np.ndarray:
        """CRPS of all images, shape (n_schemes, n_parameters); NaN where a parameter is not known."""
        return np.stack([crps_of_sorted(ordered, truth) for ordered in self.ordered])

    def outside(self, truth: np.ndarray) -> np.ndarray:
        """1 where the truth is outside the range of the images, else 0; NaN where either is not known."""
        ends = [(values[0], values[-1]) if values.size else (np.nan, np.nan) for values, _ in self.ordered[0]]
        lowest, highest = np.array(ends).T
        known = np.isfinite(truth) & np.isfinite(lowest)
        return np.where(known, (truth < lowest) | (truth > highest), np.nan)


def candidates_of(images: pd.DataFrame, inside: np.ndarray, target: Mapping, settings: Mapping) -> Candidates:
    """The images of a trial, with the parameters of the `matching` block and weights for a target's separation."""
    separation_au = pair_of_target(target).separation_au
    return Candidates(
        values=images[settings["parameters"]].to_numpy(dtype=float),
        raw=raw_weights(images, separation_au, target["separation_error_au"]),
        simulations=images.index.get_level_values("simulation").to_numpy().astype(str),
        inside=inside,
    )


def schemes_from(first: str) -> list[str]:
    """Names of all weights, those of the estimate first."""
    return [first, *(scheme for scheme in SCHEMES if scheme != first)]


def catalogue_of_fold(candidates: Candidates, fold: Fold, first: str) -> FoldCatalogue:
    """The fold's images inside the priors, with weights as if there were no others, those of the estimate first; they
    may be none."""
    rows = np.flatnonzero(fold.images & candidates.inside)
    weights = np.empty((0, len(SCHEMES)))
    if rows.size:
        simulations, raw = candidates.simulations[rows], candidates.raw[rows]
        weights = np.stack([image_weights(simulations, raw, scheme) for scheme in schemes_from(first)], axis=1)
    sample = Sample(candidates.values[rows], weights)
    ordered = in_order(sample)
    median = np.array([weighted_quantile(*pair, np.array([MEDIAN]))[0] for pair in ordered[0]])
    return FoldCatalogue(fold, rows, sample, ordered, median)
