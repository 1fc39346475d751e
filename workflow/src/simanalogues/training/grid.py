"""The table of a grid search: how well each point does on the validation set."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from simanalogues.log import LOGGER
from simanalogues.schema.files import read_dataset
from simanalogues.schema.training import TRAINING
from simanalogues.whole_files import write_text_whole, written_whole


def tabulate_grid(histories: Sequence[str | Path], points: Mapping[str, dict], destinations: Mapping) -> None:
    """Write the points with their triplet accuracy on the validation set, the best first, and the best one as JSON.

    Parameters
    ----------
    histories
        Files of kind `training`, in the order of `points`.
    destinations
        `csv`, the table; `json`, the best point's settings to put into the config.
    """
    rows = [
        {"point": name, **{key: str(value) for key, value in point.items()}, **_quality_of(path)}
        for (name, point), path in zip(points.items(), histories, strict=True)
    ]
    # Of equals the lowest loss, then the first point.
    order = ["validation_accuracy", "validation_loss", "point"]
    table = pd.DataFrame(rows).sort_values(order, ascending=[False, True, True])
    best = table.iloc[0]
    accuracy = float(best["validation_accuracy"])
    content = {"point": best["point"], "validation_accuracy": accuracy, "training": points[best["point"]]}
    with written_whole(destinations["csv"]) as partial:
        table.to_csv(partial, index=False, float_format="%.6g")
    write_text_whole(destinations["json"], json.dumps(content, indent=1) + "\n")
    LOGGER.info("best of %d points by validation accuracy:\n%s", len(table), table.head(10).to_string(index=False))


def _quality_of(path: str | Path) -> dict[str, float]:
    history = read_dataset(path, TRAINING)
    kept = history.sel(epoch=history.attrs["kept_epoch"], set="validation")
    quality = {f"validation_{name}": float(kept[name]) for name in ("accuracy", "loss")}
    return {"epoch": history.attrs["kept_epoch"], **quality}
