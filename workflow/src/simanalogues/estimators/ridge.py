"""Ridge regression of parameters on features: a prediction, with the errors of cross-validation."""

from collections.abc import Iterator, Mapping

import numpy as np

from simanalogues.estimators.base import NO_DISTANCE, Estimate, Fold, Images, Query, Sample, only
from simanalogues.estimators.regression import Regression
from simanalogues.parameters.registry import TIME

# What cross-validation leaves out of a fold of one simulation: parts of its time.
N_BLOCKS = 5


class Ridge:
    """A prediction and the errors that cross-validation over simulations makes inside of the fold; of a fold of one,
    over parts of its time. Every image counts alike in the regression, errors have their images' weights.
    """

    name = "ridge"

    def __init__(self, settings: Mapping) -> None:
        self.distances = [NO_DISTANCE]
        self.images: Images | None = None

    def fit(self, fold: Fold) -> "Ridge":
        """Itself, with the fold's images; sums over all images are kept from fold to fold."""
        if fold.images is not self.images:
            self.images, self.regressions = fold.images, regressions_on(fold.images)
        self.fold = fold
        return self

    def estimate(self, query: Query) -> Iterator[Estimate]:
        """Each observation's prediction and each image's error: their sums are the sample."""
        rows, queries = self.fold.rows, only(query.features)
        n_parameters = self.images.values.shape[1]
        predictions = np.full((len(queries), n_parameters), np.nan)
        errors = np.full((rows.size, n_parameters), np.nan)
        for columns, regression in self.regressions:
            found = regression.samples(rows, queries)
            if found is not None:
                predictions[:, columns] = found[0]
                errors[np.ix_(np.searchsorted(rows, found[2]), columns)] = found[1]
        known = np.isfinite(errors).any(axis=1)
        for prediction in predictions:
            yield Estimate([Sample(prediction + errors[known], self.fold.sample.weights[known])])


def regressions_on(images: Images) -> list[tuple[np.ndarray, Regression]]:
    """A regression for the parameters, by their columns, that are known of the same images inside the priors."""
    features, values, groups = only(images.features), images.values, groups_of(images)
    known = np.isfinite(values) & images.inside[:, None]
    regressions = []
    for pattern in np.unique(known, axis=1).T:
        columns = np.flatnonzero((known == pattern[:, None]).all(axis=0))
        rows = np.flatnonzero(pattern)
        regressions.append((columns, Regression(features[rows], values[rows][:, columns], rows, groups[rows])))
    return regressions


def groups_of(images: Images) -> np.ndarray:
    """What cross-validation leaves out at once, shape (n_images,): simulations, or parts of the time of one alone."""
    simulations = images.simulations
    if images.n_simulations >= 2:
        return simulations
    rank = images.table.groupby(level="simulation")[TIME].rank(method="average", pct=True).to_numpy()
    blocks = np.minimum((rank * N_BLOCKS).astype(int), N_BLOCKS - 1)
    return np.char.add(np.char.add(simulations, "/"), blocks.astype(str))
