"""Whether intervals hold as many truths as they say, and whether PIT values are uniform."""

import numpy as np

from simanalogues.validation.recoveries import Recoveries

# Central intervals by their name in per cent, with their levels.
INTERVALS = {50: (0.25, 0.75), 68: (0.16, 0.84), 90: (0.05, 0.95)}
N_BINS = 10


def coverages(recoveries: Recoveries) -> dict[str, np.ndarray]:
    """`coverage_50`, `_68` and `_90`: part of the truths inside the interval, ends included, shape (combination,
    parameter); and `coverage_error_*`, sqrt(p (1 - p) / n_outputs) with p as it should be."""
    truth, quantile = recoveries.values["truth"], recoveries.values["quantile"]
    known = np.isfinite(truth) & np.isfinite(recoveries.values["median"])
    n_outputs = number_of(recoveries.outputs, known)
    columns = {}
    for name, (lowest, highest) in INTERVALS.items():
        lower, upper = (quantile[..., np.argmin(np.abs(recoveries.levels - level))] for level in (lowest, highest))
        columns[f"coverage_{name}"] = _mean((truth >= lower) & (truth <= upper), known)
        expected = name / 100
        with np.errstate(divide="ignore"):
            columns[f"coverage_error_{name}"] = np.where(
                n_outputs > 0, np.sqrt(expected * (1 - expected) / n_outputs), np.nan
            )
    return columns


def pit_histogram(recoveries: Recoveries) -> dict[str, np.ndarray]:
    """`pit_0` to `pit_9`: part of the PIT values in each of ten equal bins, shape (combination, parameter)."""
    pit = recoveries.values["pit"]
    known = np.isfinite(pit)
    bins = np.minimum((np.where(known, pit, 0) * N_BINS).astype(int), N_BINS - 1)
    return {f"pit_{place}": _mean(bins == place, known) for place in range(N_BINS)}


def number_of(groups: np.ndarray, known: np.ndarray) -> np.ndarray:
    """How many groups have a known value, shape (combination, parameter).

    Parameters
    ----------
    groups
        Shape (n_pseudo,).
    known
        Shape (combination, n_pseudo, parameter).
    """
    names, members = np.unique(groups, return_inverse=True)
    belongs = members[:, None] == np.arange(names.size)
    return (np.einsum("cpm,pg->cgm", known.astype(float), belongs.astype(float), optimize=True) > 0).sum(axis=1)


def _mean(holds: np.ndarray, known: np.ndarray) -> np.ndarray:
    n = known.sum(axis=1)
    return np.where(n > 0, (holds & known).sum(axis=1) / np.maximum(n, 1), np.nan)
