"""Recalibration of intervals by the distribution of PIT values, and whether it holds where it was not fitted."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from simanalogues.scoring.weighted import weighted_quantile
from simanalogues.validation.bootstrap import FEWEST_SIMULATIONS
from simanalogues.validation.coverage import INTERVALS
from simanalogues.validation.plain_json import NOT_TESTABLE, write_json
from simanalogues.validation.recoveries import Recoveries, read_recoveries
from simanalogues.validation.scores import LEVELS, MEDIAN

ALL_LEVELS = tuple(sorted((MEDIAN, *LEVELS)))


def recalibrated_levels(pit: np.ndarray, weights: np.ndarray) -> dict[float, float]:
    """Which level of an estimate's sample to read as each level: the quantile of the PIT values there.

    Parameters
    ----------
    pit, weights
        Shape (n_pseudo,); NaN does not count.

    Returns
    -------
    dict
        By level, 0.05 to 0.95; NaN where there is no PIT value.
    """
    known = np.isfinite(pit)
    quantiles = weighted_quantile(pit[known], weights[known], np.array(ALL_LEVELS))
    return {level: float(quantile) for level, quantile in zip(ALL_LEVELS, quantiles, strict=True)}


def write_calibration(paths: Iterable[str | Path], *, destination: str | Path) -> None:
    """Write coverages before and after recalibration as JSON: a list, an entry per combination and parameter.

    Raises
    ------
    InputMissing, EmbeddingMismatch
        See `read_recoveries`.
    """
    entries = []
    for recoveries in (part.matchings() for part in read_recoveries(paths)):
        for place, parameter in np.ndindex(len(recoveries.keys), len(recoveries.parameters)):
            names = {"without": recoveries.without, **recoveries.keys.iloc[place].to_dict()}
            entry = calibration_of(recoveries.values["pit"][place, :, parameter], recoveries)
            entries.append({**names, "parameter": recoveries.parameters[parameter], **entry})
    write_json(entries, destination)


def calibration_of(pit: np.ndarray, recoveries: Recoveries) -> dict:
    """Levels from all pseudo-observations, and coverages by PIT values: as they are, and nested, with the levels for
    each simulation from the others. Every output counts alike.

    Parameters
    ----------
    pit
        Of one combination and parameter, shape (n_pseudo,).
    recoveries
        Whose pseudo-observations these are.

    Returns
    -------
    dict
        `levels`, `coverage` and `recalibrated_coverage`, the latter by name of the interval; where fewer than three
        simulations have PIT values `levels` and `recalibrated_coverage` are "not testable", and `reason` says why.
    """
    weights = weights_of_outputs(recoveries.outputs, np.isfinite(pit))
    own = np.tile(np.array(ALL_LEVELS)[:, None], pit.size)
    coverage = _coverage(pit, weights, own)
    n_known = np.unique(recoveries.simulations[np.isfinite(pit)]).size
    if n_known < FEWEST_SIMULATIONS:
        reason = f"{n_known} simulations have PIT values, a recalibration takes {FEWEST_SIMULATIONS}"
        return {"coverage": coverage, "levels": NOT_TESTABLE, "recalibrated_coverage": NOT_TESTABLE, "reason": reason}
    nested = np.empty_like(own)
    for name in np.unique(recoveries.simulations):
        tested = recoveries.simulations == name
        nested[:, tested] = np.array(list(recalibrated_levels(pit[~tested], weights[~tested]).values()))[:, None]
    return {
        "coverage": coverage,
        "levels": recalibrated_levels(pit, weights),
        "recalibrated_coverage": _coverage(pit, weights, nested),
    }


def weights_of_outputs(outputs: np.ndarray, known: np.ndarray) -> np.ndarray:
    """1 / number of the known pseudo-observations of the same output, 0 where not known; shape (n_pseudo,)."""
    _, members = np.unique(outputs, return_inverse=True)
    number = np.bincount(members, weights=known)[members]
    return np.where(known, 1 / np.maximum(number, 1), 0.0)


def _coverage(pit: np.ndarray, weights: np.ndarray, levels: np.ndarray) -> dict[str, float]:
    """Weight of the PIT values inside each interval, ends included; levels (n_levels, n_pseudo) are those read."""
    inside = {}
    for name, ends in INTERVALS.items():
        lowest, highest = (levels[ALL_LEVELS.index(end)] for end in ends)
        held = (pit >= lowest) & (pit <= highest)
        inside[str(name)] = float(np.sum(weights * held) / np.sum(weights)) if weights.any() else float("nan")
    return inside
