"""What the report says of recovery tests."""

from collections.abc import Mapping

import xarray as xr

from simanalogues.tables.recalibration import recalibrated_rows
from simanalogues.tables.recovery_tables import (
    familiarity_rows,
    in_words,
    of_fold,
    parameter_groups,
    ranking_of,
    read_json,
)
from simanalogues.tables.skill_weighted import mixture_rows, shown_mixtures, weighted_rows

WITHOUT = {
    "simulation": "without the simulation that a pseudo-observation is from",
    "time": "without outputs of its simulation within {window_kyr:g} kyr",
}


def recovery_content(
    files: Mapping, tables: list[xr.Dataset], *, shown: Mapping, window_kyr: float
) -> dict[str, object] | None:
    """What the template names of recovery tests; None where nothing was validated.

    Parameters
    ----------
    files
        `scores_table`, `choice_table`, `calibration_table` and `familiarity_table`: lists of one JSON file each, or
        empty.
    tables
        Datasets of kind `matching`.
    shown
        The distance that is shown of each tracer.
    window_kyr
        Of folds that leave out a time.
    """
    if not files["scores_table"]:
        return None
    names = ("scores", "choice", "calibration", "familiarity")
    scores, choice, calibration, familiarity = (read_json(files[f"{name}_table"]) for name in names)
    titles = {without: WITHOUT[without].format(window_kyr=window_kyr) for without in choice}
    folds = [
        {
            "title": titles[without],
            "said": in_words(found),
            "ranking": ranking_of(found, of_fold(scores, without)),
            "parameters": parameter_groups(of_fold(scores, without), shown),
            "familiarity": familiarity_rows(of_fold(familiarity, without), shown),
        }
        for without, found in choice.items()
    ]
    first = "simulation" if "simulation" in choice else next(iter(choice))
    mixtures = shown_mixtures(choice[first]["mixtures"], shown)
    return {
        "folds": folds,
        "title_of_estimates": titles[first],
        "mixtures": mixture_rows(mixtures),
        "weighted": weighted_rows(tables, mixtures),
        "recalibrated": recalibrated_rows(tables, of_fold(calibration, first), shown),
    }
