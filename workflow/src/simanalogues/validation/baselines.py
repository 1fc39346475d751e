"""What matching is to be better than: random images, ridge regression and nearest neighbours on the same features."""

from collections.abc import Mapping
from pathlib import Path

from simanalogues.estimators.registry import ESTIMATORS, needs_of
from simanalogues.validation.asked import asked_of
from simanalogues.validation.evaluate import evaluate
from simanalogues.validation.recover import write_recovery
from simanalogues.validation.trials import read_trials


def recover_baselines(
    inputs: Mapping,
    *,
    names: Mapping[str, str],
    target: Mapping,
    settings: Mapping,
    destinations: Mapping[str, Mapping[str, str | Path]],
) -> None:
    """Write how well estimators find the parameters of pseudo-observations (kind `recovery`), for each kind of folds.

    Parameters
    ----------
    inputs, names, target, settings
        As `recover` has them.
    destinations
        By what is left out, then by the names of estimators; those that are missing are not tried.

    Raises
    ------
    CatalogueEmpty, ConfigError, EmbeddingMismatch, InputMissing
        See `recover`.
    """
    trials = read_trials(inputs, destinations)
    needs = needs_of({method for files in destinations.values() for method in files})
    asked = [asked_of(trial, needs, names) for trial in trials]
    for without, files in destinations.items():
        of_kind = {**settings, "without": without}
        for method, destination in files.items():
            make = ESTIMATORS[method].load()
            parts = [evaluate(each, make(of_kind), target=target, settings=of_kind) for each in asked]
            write_recovery(parts, trials, {**names, "method": method}, of_kind, destination)
