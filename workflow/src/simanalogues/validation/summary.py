"""One table of how well everything that was tested recovers every parameter, with errors by bootstrap."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from simanalogues.schema.recovery import BASELINES, BY_MATCHING, RIVALS
from simanalogues.validation.bootstrap import Bootstraps, bootstraps_of
from simanalogues.validation.by_weights import scores_by_weights, skills_by_weights
from simanalogues.validation.coverage import coverages, pit_histogram
from simanalogues.validation.estimate_scores import errors, further, numbers, scores
from simanalogues.validation.plain_json import write_json
from simanalogues.validation.recoveries import Recoveries, read_recoveries
from simanalogues.validation.skill import Comparison, average_skill, average_skills, skill_errors
from simanalogues.whole_files import written_whole

# The row of all parameters together.
AVERAGE = "average"


def tabulate_scores(
    paths: Iterable[str | Path], *, n_bootstrap: int, seed: int, destinations: Mapping[str, str | Path]
) -> None:
    """Write the table as JSON and CSV.

    A row per combination (`without`, `preparation`, `network`, `tracer`, `method`, `distance`) and parameter, and one
    for all parameters together (`average`), with the mean skill and which rivals it beats.

    Parameters
    ----------
    paths
        Files of kind `recovery` of one target.
    destinations
        `json` and `csv`.

    Raises
    ------
    InputMissing, EmbeddingMismatch
        See `read_recoveries`.
    """
    tables = []
    for recoveries in read_recoveries(paths):
        bootstraps = bootstraps_of(recoveries, n_bootstrap, seed)
        tables += [score_table(recoveries, bootstraps), average_table(recoveries, bootstraps)]
    table = pd.concat(tables, ignore_index=True)
    write_json(table.astype(object).to_dict("records"), destinations["json"])
    with written_whole(destinations["csv"]) as partial:
        table.to_csv(partial, index=False, float_format="%.6g")


def score_table(recoveries: Recoveries, bootstraps: Bootstraps) -> pd.DataFrame:
    """A row per combination and parameter: scores and their errors, also with other weights, coverages, PIT histogram,
    numbers of systems.

    `*_error_simulations` and `*_error_outputs` are standard deviations over bootstrap draws; errors of coverages are
    binomial, by the number of outputs. Values in the parameter's unit but for those over the prior's.
    """
    columns = scores(recoveries) | errors(recoveries, bootstraps) | scores_by_weights(recoveries, bootstraps)
    columns |= coverages(recoveries) | pit_histogram(recoveries) | further(recoveries) | numbers(recoveries)
    names = ["combination", "parameter"]
    index = pd.MultiIndex.from_product([range(len(recoveries.keys)), recoveries.parameters], names=names)
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index)
    return _labelled(recoveries, table.reset_index("parameter"))


def average_table(recoveries: Recoveries, bootstraps: Bootstraps) -> pd.DataFrame:
    """A row per combination: mean skill over the parameters, also with other weights, and which rivals a matching's
    exceeds beyond the error of the paired difference: `beats_pixels`, `beats_random`, `beats_ridge`, `beats_knn`.

    A rival is the best of its kind with the same preparation and tracer, by any distance or network; None without.
    """
    skill, comparison = average_skill(recoveries), Comparison(recoveries, bootstraps)
    columns = {"parameter": AVERAGE, "skill": skill}
    columns |= {f"skill_error_{name}": error for name, error in skill_errors(recoveries, bootstraps).items()}
    columns |= skills_by_weights(recoveries, bootstraps, average_skills)
    columns |= {name: values.max(axis=1) for name, values in numbers(recoveries).items()}
    for rival in RIVALS:
        columns[f"beats_{rival}"] = [_beats(comparison, own, rival, skill) for own in range(skill.size)]
    return _labelled(recoveries, pd.DataFrame(columns))


def _beats(comparison: Comparison, own: int, rival: str, skill: np.ndarray) -> bool | None:
    """None where the rival is the combination itself or was not tested, and for baselines."""
    keys = comparison.recoveries.keys
    key = keys.iloc[own]
    alike = (keys["preparation"] == key["preparation"]) & (keys["tracer"] == key["tracer"])
    matched = keys["method"] == BY_MATCHING
    of_rival = keys["method"] == rival if rival in BASELINES else matched & (keys["network"] == rival)
    candidates = np.flatnonzero(alike & of_rival & np.isfinite(skill))
    if not matched[own] or key["network"] == rival or not candidates.size or np.isnan(skill[own]):
        return None
    return comparison.exceeds(own, int(candidates[np.argmax(skill[candidates])]))


def _labelled(recoveries: Recoveries, table: pd.DataFrame) -> pd.DataFrame:
    """With the names of the combination, whose numbers are the table's index, and with what was left out."""
    keys = recoveries.keys.loc[table.index].reset_index(drop=True)
    keys.insert(0, "without", recoveries.without)
    return pd.concat([keys, table.reset_index(drop=True)], axis=1)
