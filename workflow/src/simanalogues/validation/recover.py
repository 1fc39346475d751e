"""Recovery by matching: every pseudo-observation is matched as the observation is, with what its fold leaves."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import CatalogueEmpty
from simanalogues.schema.files import write_dataset
from simanalogues.schema.origin import SAME_HEAD, origin_of
from simanalogues.schema.recovery import BY_MATCHING, RECOVERY
from simanalogues.validation.matched import matched
from simanalogues.validation.observed import observation_nearest
from simanalogues.validation.tested import tested
from simanalogues.validation.trials import Trial, distances_of, read_trials


def recover(
    inputs: Mapping,
    *,
    names: Mapping[str, str],
    target: Mapping,
    settings: Mapping,
    destinations: Mapping[str, str | Path],
) -> None:
    """Write how well matching finds the parameters of pseudo-observations (kind `recovery`), for each kind of folds.

    Distances, Eq. 12's maxima, z-scores, ranks, cut and weights are those of `match`, made anew for each fold.

    Parameters
    ----------
    inputs
        As `read_trials` has them; and of a network without heads `matching`, if there is one, of the observation.
    names
        `target`, `tracer`, `network` and `preparation`, kept as attributes.
    target
        `primary`, `secondary`, `distance_pc` and `separation_error_au`.
    settings
        `matching`, the config's block; `window_kyr` and `seed`.
    destinations
        By what is left out, `simulation` and `time`; what is missing is not tested.

    Raises
    ------
    CatalogueEmpty, ConfigError, EmbeddingMismatch
        See `joined` and `read_trials`.
    InputMissing
        The catalogue lacks an image.
    """
    trials = read_trials(inputs, destinations)
    distances = [distances_of(trial) for trial in trials]
    observed = [observation_nearest(trial, inputs.get("matching"), settings["matching"]) for trial in trials]
    for without, destination in destinations.items():
        of_kind = {**settings, "without": without}
        parts = zip(trials, distances, observed, strict=True)
        dataset = joined([_matched_trial(*part, target, of_kind) for part in parts])
        dataset.attrs |= {**names, **described(trials, of_kind), "method": BY_MATCHING}
        dataset.attrs["n_unscored"] = int((dataset["n_selected"] == 0).sum())
        write_dataset(dataset, RECOVERY, destination)


def _matched_trial(
    trial: Trial, values: np.ndarray, observed: np.ndarray | None, target: Mapping, settings: Mapping
) -> xr.Dataset:
    dataset = tested(
        trial,
        lambda catalogue, truths: matched(values, truths, catalogue, settings["matching"]),
        distances=settings["matching"]["distances"],
        target=target,
        settings=settings,
    )
    if observed is None:
        return dataset
    nearest = np.tile(observed, (dataset.sizes["pseudo"], 1))
    return dataset.assign(observation_nearest=(("pseudo", "distance"), nearest))


def joined(parts: Sequence[xr.Dataset]) -> xr.Dataset:
    """Trials one after the other; their counts are added up.

    Raises
    ------
    CatalogueEmpty
        There is no pseudo-observation.
    """
    if not sum(part.sizes["pseudo"] for part in parts):
        raise CatalogueEmpty(
            "there is no pseudo-observation inside matching.priors: raise `validation.n_pseudo`, widen the priors, or "
            "see the files under results/*/views for why outputs were skipped"
        )
    concatenated = xr.concat(parts, "pseudo", data_vars="minimal", coords="minimal", compat="override")
    return concatenated.assign_attrs({name: sum(part.attrs[name] for part in parts) for name in parts[0].attrs})


def described(trials: Sequence[Trial], settings: Mapping) -> dict:
    """Where the features come from and what is left out, as attributes of a file."""
    attributes = trials[0].attributes
    origin = {name: value for name, value in origin_of(attributes).items() if name not in SAME_HEAD}
    heads = {
        trial.attributes["head"]: trial.attributes["head_digest"] for trial in trials if "head" in trial.attributes
    }
    kept = {name: settings["matching"][name] for name in ("cut_sigma", "n_best", "weights")}
    kept |= {name: settings[name] for name in ("without", "window_kyr", "seed")}
    return {**origin, **kept, "heads": json.dumps(heads)}
