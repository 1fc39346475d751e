"""What matching is to be better than: random images, ridge regression and nearest neighbours on the same features."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import xarray as xr
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from simanalogues.parameters.registry import TIME
from simanalogues.schema.files import write_dataset
from simanalogues.schema.recovery import KNN, NO_DISTANCE, RANDOM, RECOVERY, RIDGE
from simanalogues.scoring.priors import inside_priors
from simanalogues.sky.seeds import labelled_rng
from simanalogues.validation.fold_catalogue import FoldCatalogue
from simanalogues.validation.pooled import pooled_features
from simanalogues.validation.recover import described, joined
from simanalogues.validation.ridge import Ridge
from simanalogues.validation.scores import Sample
from simanalogues.validation.tested import Estimate, Estimator, tested
from simanalogues.validation.trials import REALISATION, SIMULATION, Trial, read_trials

N_NEIGHBOURS = 10
# What cross-validation leaves out of a fold of one simulation: parts of its time.
N_BLOCKS = 5


def recover_baselines(
    inputs: Mapping,
    *,
    names: Mapping[str, str],
    target: Mapping,
    settings: Mapping,
    destinations: Mapping[str, Mapping[str, str | Path]],
) -> None:
    """Write how well baselines find the parameters of pseudo-observations (kind `recovery`), for each kind of folds.

    random
        `n_best` images of the fold, drawn anew for each pseudo-observation.
    ridge
        A prediction, with the errors that cross-validation over simulations (of a fold of one: over parts of its time)
        makes inside of the fold; every image counts alike in the regression, errors have their images' weights.
    knn
        The 10 nearest images, Euclidean in standardised features.

    The last two take features that are averaged over the map.

    Parameters
    ----------
    inputs, names, target, settings
        As `recover` has them.
    destinations
        By what is left out, then by `random`, `ridge` and `knn`; those that are missing are not tried.

    Raises
    ------
    CatalogueEmpty, ConfigError, EmbeddingMismatch, InputMissing
        See `recover`.
    """
    trials = read_trials(inputs, destinations)
    for without, files in destinations.items():
        for method, destination in files.items():
            of_kind = {**settings, "without": without}
            dataset = joined([_tested_trial(trial, method, names, target, of_kind) for trial in trials])
            dataset.attrs |= {**names, **described(trials, of_kind), "method": method}
            dataset.attrs["n_unscored"] = int((dataset["n_selected"] == 0).sum())
            write_dataset(dataset, RECOVERY, destination)


def _tested_trial(trial: Trial, method: str, names: Mapping, target: Mapping, settings: Mapping) -> xr.Dataset:
    estimator = ESTIMATORS[method](trial, {**settings, "target": names["target"]}) if len(trial.images) else None
    return tested(trial, estimator, distances=[NO_DISTANCE], target=target, settings=settings)


def random_choice(trial: Trial, settings: Mapping) -> Estimator:
    """Random images, as many as matching falls back to."""
    labels = [
        (str(simulation), int(output), int(view), int(realisation))
        for (simulation, output, view), realisation in trial.pseudo[REALISATION].items()
    ]

    def estimator(catalogue: FoldCatalogue, _: np.ndarray) -> Iterator[Estimate]:
        n = min(settings["matching"]["n_best"], catalogue.rows.size)
        for row in catalogue.fold.pseudo:
            rng = labelled_rng(settings["seed"], RANDOM, settings["target"], settings["without"], *labels[row])
            yield _estimate_of(_part_of(catalogue.sample, rng.choice(catalogue.rows.size, n, replace=False)))

    return estimator


def nearest_neighbours(trial: Trial, settings: Mapping) -> Estimator:
    """The nearest images in standardised features."""
    features, queries = pooled_features(trial)

    def estimator(catalogue: FoldCatalogue, _: np.ndarray) -> Iterator[Estimate]:
        scaler = StandardScaler()
        scaled = scaler.fit_transform(features[catalogue.rows])
        search = NearestNeighbors(n_neighbors=min(N_NEIGHBOURS, len(scaled)), algorithm="brute").fit(scaled)
        found = search.kneighbors(scaler.transform(queries[catalogue.fold.pseudo]), return_distance=False)
        yield from (_estimate_of(_part_of(catalogue.sample, rows)) for rows in found)

    return estimator


def ridge(trial: Trial, settings: Mapping) -> Estimator:
    """Predictions with errors of cross-validation, at once of all parameters that are known of the same images."""
    features, queries = pooled_features(trial)
    names = settings["matching"]["parameters"]
    values = trial.images[names].to_numpy(dtype=float)
    groups = _groups_of(trial, settings["without"])
    known = np.isfinite(values) & inside_priors(trial.images, settings["matching"]["priors"])[:, None]
    regressions = []
    for pattern in np.unique(known, axis=1).T:
        columns = np.flatnonzero((known == pattern[:, None]).all(axis=0))
        rows = np.flatnonzero(pattern)
        regressions.append((columns, Ridge(features[rows], values[rows][:, columns], rows, groups[rows])))

    def estimator(catalogue: FoldCatalogue, _: np.ndarray) -> Iterator[Estimate]:
        return _ridge_estimates(regressions, catalogue, queries[catalogue.fold.pseudo], len(names))

    return estimator


ESTIMATORS: dict[str, Callable[[Trial, Mapping], Estimator]] = {
    RANDOM: random_choice,
    RIDGE: ridge,
    KNN: nearest_neighbours,
}


def _groups_of(trial: Trial, without: str) -> np.ndarray:
    """What cross-validation leaves out at once, shape (n_images,): simulations, or parts of the time of one alone."""
    simulations = trial.images.index.get_level_values("simulation").to_numpy().astype(str)
    tested_within = set(trial.pseudo.index.get_level_values("simulation")) & set(simulations)
    n_left = np.unique(simulations).size - (without == SIMULATION and bool(tested_within))
    if n_left >= 2:
        return simulations
    rank = trial.images.groupby(level="simulation")[TIME].rank(method="average", pct=True).to_numpy()
    blocks = np.minimum((rank * N_BLOCKS).astype(int), N_BLOCKS - 1)
    return np.char.add(np.char.add(simulations, "/"), blocks.astype(str))


def _ridge_estimates(
    regressions: list[tuple[np.ndarray, Ridge]], catalogue: FoldCatalogue, queries: np.ndarray, n_parameters: int
) -> Iterator[Estimate]:
    n = catalogue.rows.size
    predictions = np.full((len(queries), n_parameters), np.nan)
    errors = np.full((n, n_parameters), np.nan)
    for columns, regression in regressions:
        found = regression.samples(catalogue.rows, queries)
        if found is not None:
            predictions[:, columns] = found[0]
            errors[np.ix_(np.searchsorted(catalogue.rows, found[2]), columns)] = found[1]
    known = np.isfinite(errors).any(axis=1)
    for prediction in predictions:
        yield _estimate_of(Sample(prediction + errors[known], catalogue.sample.weights[known]))


def _part_of(sample: Sample, rows: np.ndarray) -> Sample:
    return Sample(sample.values[rows], sample.weights[rows])


def _estimate_of(sample: Sample) -> Estimate:
    nothing = np.full(1, np.nan)
    return Estimate([sample], np.array([len(sample.weights)]), np.zeros(1), nothing, nothing)
