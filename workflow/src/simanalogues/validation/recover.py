"""Recovery by matching: every pseudo-observation is matched as the observation is, with what its fold leaves."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import CatalogueEmpty
from simanalogues.estimators.analogues import Analogues
from simanalogues.estimators.needs import DISTANCES
from simanalogues.schema.files import write_dataset
from simanalogues.schema.origin import SAME_HEAD, origin_of
from simanalogues.schema.recovery import RECOVERY
from simanalogues.validation.asked import asked_of
from simanalogues.validation.evaluate import evaluate
from simanalogues.validation.observed import observation_nearest
from simanalogues.validation.trials import Trial, read_trials


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
    asked = [asked_of(trial, [DISTANCES], names) for trial in trials]
    observed = [observation_nearest(trial, inputs.get("matching"), settings["matching"]) for trial in trials]
    for without, destination in destinations.items():
        of_kind = {**settings, "without": without}
        parts = [evaluate(each, Analogues(of_kind), target=target, settings=of_kind) for each in asked]
        parts = [_beside_observation(*pair) for pair in zip(parts, observed, strict=True)]
        write_recovery(parts, trials, {**names, "method": Analogues.name}, of_kind, destination)


def write_recovery(
    parts: Sequence[xr.Dataset], trials: Sequence[Trial], names: Mapping, settings: Mapping, destination: str | Path
) -> None:
    """Write what was tested in the trials of one kind of folds as a file of kind `recovery`.

    Parameters
    ----------
    names
        Those of `recover`, and `method`, what was tested.
    settings
        Those of `recover`, and `without`.

    Raises
    ------
    CatalogueEmpty
        See `joined`.
    """
    dataset = joined(parts)
    dataset.attrs |= {**names, **described(trials, settings)}
    dataset.attrs["n_unscored"] = int((dataset["n_selected"] == 0).sum())
    write_dataset(dataset, RECOVERY, destination)


def _beside_observation(dataset: xr.Dataset, nearest: np.ndarray | None) -> xr.Dataset:
    """With the distance of the observation's nearest images beside each pseudo-observation's, where it was matched."""
    if nearest is None:
        return dataset
    return dataset.assign(observation_nearest=(("pseudo", "distance"), np.tile(nearest, (dataset.sizes["pseudo"], 1))))


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
