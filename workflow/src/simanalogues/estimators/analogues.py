"""The paper's way: images below a cut in the z-scores of their distances, or the best where there are none."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from simanalogues.distances.registry import OF_FEATURES
from simanalogues.estimators.base import Estimate, Fold, Query, Ranking, only
from simanalogues.estimators.defined import as_defined, chosen, norms_of
from simanalogues.estimators.rank import ranks, select, z_scores


class Analogues:
    """Images that look like the observation, by each distance of the config's `matching` block.

    Combined distances take the largest distances of the fold's images as their norms.
    """

    name = "matching"

    def __init__(self, settings: Mapping) -> None:
        self.settings = settings["matching"]
        self.distances = self.settings["distances"]

    def fit(self, fold: Fold) -> "Analogues":
        """Itself, with the images to choose from."""
        self.fold = fold
        return self

    def estimate(self, query: Query) -> Iterator[Estimate]:
        """For each observation the selected images, by distance, and how all that are listed stand."""
        fold, listed = self.fold, self.fold.listed
        taking_part = np.isin(listed, fold.rows, assume_unique=True)
        for distances in only(query.distances):
            frame = pd.DataFrame(distances[listed].astype(float), columns=list(OF_FEATURES))
            ranking = ranked(frame, taking_part, self.settings)
            yield Estimate([fold.sample.of(selected) for selected in ranking.selected[taking_part].T], ranking)


def ranked(distances: pd.DataFrame, taking_part: np.ndarray, settings: Mapping) -> Ranking:
    """Distances with their z-scores, ranks and selection among the images that take part; the others rank last, after
    those that take part and have no distance.

    Parameters
    ----------
    distances
        Those of features, a row per image.
    taking_part
        Boolean, shape (n_images,).
    settings
        The config's `matching` block.
    """
    values, norms = normalised(distances, taking_part, settings)
    among = np.where(taking_part[:, None], values, np.nan)
    known = np.isfinite(among).any(axis=0)
    z_score = np.full(values.shape, np.nan)
    z_score[:, known] = z_scores(among[:, known])
    rank = ranks(np.where(taking_part[:, None], np.where(np.isnan(values), np.inf, values), np.nan))
    selected, fell_back = select(z_score, rank, cut_sigma=settings["cut_sigma"], n_best=settings["n_best"])
    return Ranking(values, z_score, rank, selected, norms, fell_back)


def normalised(
    distances: pd.DataFrame, taking_part: np.ndarray, settings: Mapping
) -> tuple[np.ndarray, dict[str, float]]:
    """The configured distances, shape (n_images, n_distances), and the norms of combined ones: the largest distances of
    the images that take part."""
    defined = as_defined(distances, settings)
    norms = norms_of(defined[taking_part])
    return chosen(defined, norms, settings).to_numpy(), norms
