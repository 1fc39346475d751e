"""What matching says of a pseudo-observation: the selection of the images of its fold, by every distance."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from simanalogues.distances.registry import OF_FEATURES
from simanalogues.scoring.defined import as_defined, chosen, norms_of
from simanalogues.scoring.rank import ranks, select, z_scores
from simanalogues.validation.fold_catalogue import FoldCatalogue
from simanalogues.validation.scores import Sample
from simanalogues.validation.tested import Estimate

N_NEAREST = 10


def matched(
    distances: np.ndarray, truths: np.ndarray, catalogue: FoldCatalogue, settings: Mapping
) -> Iterator[Estimate]:
    """The selections of each pseudo-observation of a fold.

    Parameters
    ----------
    distances
        Of all pseudo-observations to all images of the trial, shape (n_pseudo, n_images, n_distances).
    truths
        Of those of the fold, shape (n, n_parameters).
    settings
        The config's `matching` block.
    """
    for row, truth in zip(catalogue.fold.pseudo, truths, strict=True):
        frame = pd.DataFrame(distances[row][catalogue.rows].astype(float), columns=list(OF_FEATURES))
        yield _selection(frame, closest_images(catalogue.sample.values, truth), catalogue.sample, settings)


def closest_images(values: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Rows of the images whose parameters are closest to the truth: several, where views show the same system.

    Parameters are compared in their standard deviations over the images; those that the truth lacks, or that are the
    same for all images, do not count.

    Parameters
    ----------
    values, truth
        Shapes (n_images, n_parameters) and (n_parameters,).
    """
    known = np.isfinite(truth) & np.isfinite(values).any(axis=0)
    spread = np.nanstd(values[:, known], axis=0)
    apart = (values[:, known] - truth[known])[:, spread > 0] / spread[spread > 0]
    square = (apart**2).sum(axis=1)
    if not apart.shape[1] or np.isnan(square).all():
        return np.empty(0, dtype=int)
    return np.flatnonzero(square == np.nanmin(square))


def normalised(frame: pd.DataFrame, settings: Mapping) -> np.ndarray:
    """The configured distances, shape (n_images, n_distances), combined ones with the largest distances of these.

    Parameters
    ----------
    frame
        The distances of features, a row per image.
    settings
        The config's `matching` block.
    """
    frame = as_defined(frame, settings)
    return chosen(frame, norms_of(frame), settings).to_numpy()


def nearest(distances: np.ndarray) -> np.ndarray:
    """Mean of the 10 smallest distances of each column, of all there are where these are fewer; NaN without any.

    Shape (n_images, n_distances).
    """
    n = min(N_NEAREST, len(distances))
    smallest = np.partition(np.where(np.isfinite(distances), distances, np.inf), n - 1, axis=0)[:n]
    finite = np.isfinite(smallest)
    total = np.where(finite, smallest, 0).sum(axis=0)
    return np.divide(total, finite.sum(axis=0), out=np.full(total.shape, np.nan), where=finite.any(axis=0))


def _selection(frame: pd.DataFrame, closest: np.ndarray, sample: Sample, settings: Mapping) -> Estimate:
    values = normalised(frame, settings)
    known = np.isfinite(values).any(axis=0)
    z_score = np.full(values.shape, np.nan)
    z_score[:, known] = z_scores(values[:, known])
    rank = ranks(values)
    selected, fell_back = select(z_score, rank, cut_sigma=settings["cut_sigma"], n_best=settings["n_best"])
    middle = rank[closest].mean(axis=0) if closest.size else np.full(values.shape[1], np.nan)
    return Estimate(
        samples=[Sample(sample.values[column], sample.weights[column]) for column in selected.T],
        n_selected=selected.sum(axis=0),
        fell_back=fell_back.astype(float),
        closest_rank=np.where(known, middle / len(values), np.nan),
        nearest_distance=nearest(values),
    )
