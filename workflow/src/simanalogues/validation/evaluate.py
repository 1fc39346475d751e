"""Scores of an estimator on all pseudo-observations of a trial, fold by fold."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.estimators.base import Estimate, Estimator, Fold
from simanalogues.log import LOGGER, progress
from simanalogues.parameters.registry import PARAMETERS
from simanalogues.parameters.table import LABELS
from simanalogues.schema.recovery import RECOVERY
from simanalogues.scoring.priors import inside_priors
from simanalogues.validation.asked import Asked, fold_of_trial
from simanalogues.validation.diagnostics import OF_DISTANCE, diagnostics_of
from simanalogues.validation.folds import folds_of
from simanalogues.validation.prior import Prior, prior_of, schemes_from
from simanalogues.validation.scores import LEVELS, N_SPREAD, scores_of
from simanalogues.validation.trials import REALISATION

OF_WEIGHTS = ("crps_by_weights", "prior_crps_by_weights")
OF_FOLD = ("prior_median", "prior_crps", "outside", "n_images")
MADE = ("median", "quantile", "spread", "pit", "crps", *OF_WEIGHTS, *OF_FOLD, *OF_DISTANCE)
# Other than float. The largest of all variables need not be exact.
DTYPES = {"n_images": int, "n_selected": int, "spread": np.float32}


def evaluate(asked: Asked, estimator: Estimator, *, target: Mapping, settings: Mapping) -> xr.Dataset:
    """Dataset of kind `recovery`, of the pseudo-observations inside the priors; those without an image have NaN.

    Its attributes count pseudo-observations outside the priors, and those without an image.

    Parameters
    ----------
    estimator
        Not asked where there are no images.
    target
        `primary`, `secondary`, `distance_pc` and `separation_error_au`.
    settings
        `matching`, the config's block; `without` and `window_kyr`.
    """
    matching, without, trial = settings["matching"], settings["without"], asked.trial
    names = matching["parameters"]
    usable = inside_priors(trial.pseudo, matching["priors"])
    images, query = asked.images(without, target, matching), asked.query(without)
    truths = trial.pseudo[names].to_numpy(dtype=float)
    folds = folds_of(trial.images, trial.pseudo, without=without, window_kyr=settings["window_kyr"])
    records: dict[int, dict] = {}
    for part in progress(folds, "folds", total=len(folds)):
        pseudo, fold = part.pseudo[usable[part.pseudo]], fold_of_trial(images, part, matching["weights"])
        if fold.rows.size and pseudo.size:
            prior, estimates = prior_of(fold.sample), estimator.fit(fold).estimate(query.of(pseudo))
            pairs = zip(pseudo, estimates, strict=True)
            records |= {row: record_of(estimate, truths[row], fold, prior) for row, estimate in pairs}
    n_without = int(usable.sum()) - len(records)
    if n_without:
        LOGGER.warning("%d of %d pseudo-observations have no image to be matched with", n_without, usable.sum())
    coords = {"distance": estimator.distances, "parameter": names, "weights": schemes_from(matching["weights"])}
    dataset = _dataset_of(records, len(usable), coords).assign(truth=(("pseudo", "parameter"), truths))
    dataset = dataset.assign(_labels_of(trial.pseudo)).isel(pseudo=np.flatnonzero(usable))
    dataset.attrs = {"n_outside_priors": int((~usable).sum()), "n_without_images": n_without}
    return dataset


def record_of(estimate: Estimate, truth: np.ndarray, fold: Fold, prior: Prior) -> dict[str, np.ndarray]:
    """All variables of one pseudo-observation, without the dimension of these."""
    scores = [scores_of(sample, truth) for sample in estimate.samples]
    prior_crps = prior.crps(truth)
    return {
        **{name: np.stack([score[name] for score in scores]) for name in scores[0]},
        **diagnostics_of(estimate, truth, fold),
        "prior_median": prior.median,
        "prior_crps": prior_crps[0],
        "prior_crps_by_weights": prior_crps,
        "outside": prior.outside(truth),
        "n_images": np.array(prior.n_images),
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
