"""Scores of an estimator on all pseudo-observations of a trial, fold by fold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.errors import CatalogueEmpty
from simanalogues.log import LOGGER, progress
from simanalogues.parameters.names import units_of_parameter
from simanalogues.parameters.table import LABELS
from simanalogues.scoring.priors import within_priors
from simanalogues.validation.fold_catalogue import FoldCatalogue, candidates_of, catalogue_of_fold
from simanalogues.validation.folds import folds_of
from simanalogues.validation.scores import LEVELS, Sample, scores_of
from simanalogues.validation.trials import REALISATION, Trial

OF_TRUTH = ("truth", "prior_median", "prior_crps", "outside")
OF_DISTANCE = ("n_selected", "fell_back", "closest_rank", "nearest_distance")


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
    trial: Trial, estimator: Estimator, *, distances: list[str], target: Mapping, settings: Mapping
) -> xr.Dataset:
    """Dataset of kind `recovery`, of the pseudo-observations inside the priors; those without an image have NaN.

    Parameters
    ----------
    distances
        What the estimator's samples are of.
    target
        `primary`, `secondary`, `distance_pc` and `separation_error_au`.
    settings
        `matching`, the config's block; `without` and `window_kyr`.

    Raises
    ------
    CatalogueEmpty
        No image or no pseudo-observation is inside the priors, or none of these has an image left.
    """
    matching = settings["matching"]
    names = matching["parameters"]
    usable = within_priors(trial.pseudo, matching["priors"])
    candidates = candidates_of(trial.images, within_priors(trial.images, matching["priors"]), target, matching)
    truths = trial.pseudo[names].to_numpy(dtype=float)
    folds = folds_of(trial.images, trial.pseudo, without=settings["without"], window_kyr=settings["window_kyr"])
    records: dict[int, dict] = {}
    for fold in progress(folds, "folds", total=len(folds)):
        fold = replace(fold, pseudo=fold.pseudo[usable[fold.pseudo]])
        catalogue = catalogue_of_fold(candidates, fold, matching["weights"])
        if catalogue.rows.size and fold.pseudo.size:
            pairs = zip(fold.pseudo, estimator(catalogue, truths[fold.pseudo]), strict=True)
            records |= {row: record_of(estimate, truths[row], catalogue) for row, estimate in pairs}
    _require_any(records, usable, settings)
    dataset = _dataset_of(records, len(usable), distances, names).assign(truth=(("pseudo", "parameter"), truths))
    dataset = dataset.assign(_labels_of(trial.pseudo)).isel(pseudo=np.flatnonzero(usable))
    dataset.attrs = {"n_outside_priors": int((~usable).sum()), "n_without_images": int(usable.sum()) - len(records)}
    return dataset


def record_of(estimate: Estimate, truth: np.ndarray, catalogue: FoldCatalogue) -> dict[str, np.ndarray]:
    """All variables of one pseudo-observation, without the dimension of these."""
    scores = [scores_of(sample, truth) for sample in estimate.samples]
    return {
        **{name: np.stack([score[name] for score in scores]) for name in scores[0]},
        **{name: getattr(estimate, name) for name in OF_DISTANCE},
        "prior_median": catalogue.prior_median,
        "prior_crps": catalogue.prior_crps(truth),
        "outside": catalogue.outside(truth),
        "n_images": np.array(catalogue.rows.size),
    }


def _require_any(records: Mapping, usable: np.ndarray, settings: Mapping) -> None:
    if not records:
        raise CatalogueEmpty(
            f"none of {usable.sum()} pseudo-observations has an image to be matched with, without its own "
            f"{settings['without']}: add simulations or outputs, take a shorter `validation.window_kyr`, or leave "
            f"'{settings['without']}' out of `validation.without`"
        )
    if len(records) < usable.sum():
        LOGGER.warning("%d of %d pseudo-observations have no image left", usable.sum() - len(records), usable.sum())


def _dataset_of(records: Mapping[int, dict], n_pseudo: int, distances: list[str], parameters: list[str]) -> xr.Dataset:
    """Stacked records in the order of their rows; NaN, and 0 of numbers of images, where there is none."""
    estimate = ("pseudo", "distance", "parameter")
    dims = {"median": estimate, "quantile": (*estimate, "level"), "pit": estimate, "crps": estimate}
    dims |= {name: ("pseudo", "parameter") for name in OF_TRUTH[1:]}
    dims |= {name: ("pseudo", "distance") for name in OF_DISTANCE} | {"n_images": ("pseudo",)}
    rows, variables = list(records), {}
    for name, of in dims.items():
        found = np.stack([records[row][name] for row in rows])
        values = np.full((n_pseudo, *found.shape[1:]), 0.0 if name in ("n_images", "n_selected") else np.nan)
        values[rows] = found
        variables[name] = (of, values.astype(np.int64) if name in ("n_images", "n_selected") else values)
    units = [units_of_parameter(name) for name in parameters]
    variables |= {"level": ("level", np.array(LEVELS)), "parameter_units": ("parameter", np.array(units, dtype=object))}
    return xr.Dataset(variables, coords={"distance": distances, "parameter": parameters})


def _labels_of(pseudo: pd.DataFrame) -> dict[str, tuple[str, np.ndarray]]:
    labels = pseudo.index.to_frame(index=False).assign(realisation=pseudo[REALISATION].to_numpy())
    return {name: ("pseudo", labels[name].to_numpy()) for name in (*LABELS, REALISATION)}
