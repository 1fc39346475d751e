"""Scores of an estimator on all pseudo-observations of a trial, fold by fold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.log import LOGGER, progress
from simanalogues.parameters.registry import PARAMETERS
from simanalogues.parameters.table import LABELS
from simanalogues.schema.recovery import RECOVERY
from simanalogues.scoring.priors import inside_priors
from simanalogues.validation.fold_catalogue import FoldCatalogue, candidates_of, catalogue_of_fold, schemes_from
from simanalogues.validation.folds import folds_of
from simanalogues.validation.scores import LEVELS, N_SPREAD, Sample, scores_of
from simanalogues.validation.trials import REALISATION, Trial

OF_DISTANCE = ("n_selected", "fell_back", "closest_rank", "nearest_distance")
OF_WEIGHTS = ("crps_by_weights", "prior_crps_by_weights")
OF_FOLD = ("prior_median", "prior_crps", "outside", "n_images")
MADE = ("median", "quantile", "spread", "pit", "crps", *OF_WEIGHTS, *OF_FOLD, *OF_DISTANCE)
# Other than float. The largest of all variables need not be exact.
DTYPES = {"n_images": int, "n_selected": int, "spread": np.float32}


class Estimate(NamedTuple):
    """What is said of one pseudo-observation: a sample, and what is known of it, by distance.

    samples
        One per distance.
    n_selected, fell_back, closest_rank, nearest_distance
        Shape (n_distances,); NaN where an estimator has no such thing.
    """

    samples: list[Sample]
    n_selected: np.ndarray
    fell_back: np.ndarray
    closest_rank: np.ndarray
    nearest_distance: np.ndarray


# From the images of a fold, at least one, and the truths (n, n_parameters) of its n pseudo-observations: an Estimate of
# each of them, in their order. The truths serve diagnostics alone.
Estimator = Callable[[FoldCatalogue, np.ndarray], Iterable[Estimate]]


def tested(
    trial: Trial, estimator: Estimator | None, *, distances: list[str], target: Mapping, settings: Mapping
) -> xr.Dataset:
    """Dataset of kind `recovery`, of the pseudo-observations inside the priors; those without an image have NaN.

    Its attributes count pseudo-observations outside the priors, and those without an image.

    Parameters
    ----------
    estimator
        Not called where there are no images.
    distances
        What the estimator's samples are of.
    target
        `primary`, `secondary`, `distance_pc` and `separation_error_au`.
    settings
        `matching`, the config's block; `without` and `window_kyr`.
    """
    matching = settings["matching"]
    names = matching["parameters"]
    usable = inside_priors(trial.pseudo, matching["priors"])
    candidates = candidates_of(trial.images, inside_priors(trial.images, matching["priors"]), target, matching)
    truths = trial.pseudo[names].to_numpy(dtype=float)
    folds = folds_of(trial.images, trial.pseudo, without=settings["without"], window_kyr=settings["window_kyr"])
    records: dict[int, dict] = {}
    for fold in progress(folds, "folds", total=len(folds)):
        fold = replace(fold, pseudo=fold.pseudo[usable[fold.pseudo]])
        catalogue = catalogue_of_fold(candidates, fold, matching["weights"])
        if catalogue.rows.size and fold.pseudo.size:
            pairs = zip(fold.pseudo, estimator(catalogue, truths[fold.pseudo]), strict=True)
            records |= {row: record_of(estimate, truths[row], catalogue) for row, estimate in pairs}
    n_without = int(usable.sum()) - len(records)
    if n_without:
        LOGGER.warning("%d of %d pseudo-observations have no image to be matched with", n_without, usable.sum())
    coords = {"distance": distances, "parameter": names, "weights": schemes_from(matching["weights"])}
    dataset = _dataset_of(records, len(usable), coords).assign(truth=(("pseudo", "parameter"), truths))
    dataset = dataset.assign(_labels_of(trial.pseudo)).isel(pseudo=np.flatnonzero(usable))
    dataset.attrs = {"n_outside_priors": int((~usable).sum()), "n_without_images": n_without}
    return dataset


def record_of(estimate: Estimate, truth: np.ndarray, catalogue: FoldCatalogue) -> dict[str, np.ndarray]:
    """All variables of one pseudo-observation, without the dimension of these."""
    scores = [scores_of(sample, truth) for sample in estimate.samples]
    prior_crps = catalogue.prior_crps(truth)
    return {
        **{name: np.stack([score[name] for score in scores]) for name in scores[0]},
        **{name: getattr(estimate, name) for name in OF_DISTANCE},
        "prior_median": catalogue.prior_median,
        "prior_crps": prior_crps[0],
        "prior_crps_by_weights": prior_crps,
        "outside": catalogue.outside(truth),
        "n_images": np.array(catalogue.rows.size),
    }


def _dataset_of(records: Mapping[int, dict], n_pseudo: int, coords: Mapping[str, list[str]]) -> xr.Dataset:
    """Stacked records in the order of their rows; NaN, and 0 of numbers of images, where there is none."""
    sizes = {"pseudo": n_pseudo, "level": len(LEVELS), "draw": N_SPREAD}
    sizes |= {name: len(labels) for name, labels in coords.items()}
    variables = {}
    for name in MADE:
        shape, dtype = [sizes[dim] for dim in RECOVERY.variables[name].dims], DTYPES.get(name, float)
        values = np.full(shape, np.nan if dtype is not int else 0, dtype)
        for row, record in records.items():
            values[row] = record[name]
        variables[name] = (RECOVERY.variables[name].dims, values)
    units = [PARAMETERS[name].unit for name in coords["parameter"]]
    variables |= {"level": ("level", np.array(LEVELS)), "parameter_units": ("parameter", np.array(units, dtype=object))}
    return xr.Dataset(variables, coords=coords)


def _labels_of(pseudo: pd.DataFrame) -> dict[str, tuple[str, np.ndarray]]:
    labels = pseudo.index.to_frame(index=False).assign(realisation=pseudo[REALISATION].to_numpy())
    return {name: ("pseudo", labels[name].to_numpy()) for name in (*LABELS, REALISATION)}
