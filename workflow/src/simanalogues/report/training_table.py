"""The table of trained heads, as rows of text."""

import json
from itertools import groupby

import numpy as np
import xarray as xr

from simanalogues.tables.trainings import TEST, TRAIN, VALIDATION, accuracy_of, accuracy_of_backbone, in_words


def training_tables(histories: list[xr.Dataset]) -> dict[str, list[dict]]:
    """By tracer, the heads in the order given, in groups that follow one another of the same `metadata`.

    Of the `rows` of a group, one per head, `backbone_rows` says for how many of them, this one and the next, the
    backbone is the same; 0 where it stands above already.
    """
    tables: dict[str, list[dict]] = {}
    for tracer, members in groupby(histories, key=lambda history: history.attrs["tracer"]):
        tables[tracer] = []
        for metadata, alike in groupby(members, key=lambda history: history.attrs["metadata"]):
            rows = [training_row(history) for history in alike]
            lengths = runs_of([row["backbone"] for row in rows])
            rows = [row | {"backbone_rows": length} for row, length in zip(rows, lengths, strict=True)]
            tables[tracer].append({"metadata": in_words(json.loads(metadata)), "rows": rows})
    return tables


def runs_of(values: list[str]) -> list[int]:
    """At the first of each run of the same values its length, else 0."""
    lengths = []
    for _, run in groupby(values):
        length = len(list(run))
        lengths += [length, *[0] * (length - 1)]
    return lengths


def training_row(history: xr.Dataset) -> dict[str, object]:
    """What is said of one head."""
    attributes = history.attrs
    return {
        "backbone": attributes["backbone"],
        "head": attributes["head"],
        "kept": f"{attributes['kept_epoch']} of {attributes['n_epochs']}"
        + (", stopped early" if attributes["stopped_early"] else ""),
        "accuracy": [_percent(accuracy_of(history, name)) for name in (TRAIN, VALIDATION, TEST)],
        "own_accuracy": _percent(accuracy_of_backbone(history)),
        "n_outputs": " / ".join(str(int(history["n_outputs"].sel(set=name))) for name in (TRAIN, VALIDATION, TEST)),
        "validation": attributes["validation"] or "none",
        "test": attributes["test"],
    }


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"
