"""What the figures ask of the histories of training: a fixed order, and numbers at the epoch that was kept."""

from collections.abc import Iterable
from pathlib import Path

import xarray as xr

from simanalogues.schema.files import read_dataset
from simanalogues.schema.heads import WITHOUT
from simanalogues.schema.training import SETS, TRAINING
from simanalogues.tables.labels import parameter_name

TRAIN, VALIDATION, TEST = SETS


def read_trainings(paths: Iterable[str | Path]) -> list[xr.Dataset]:
    """Histories tracer by tracer in the order in which these come first, by backbone and head:
    `azimuth` comes before all others."""
    histories = [read_dataset(path, TRAINING) for path in paths]
    order = list(dict.fromkeys(history.attrs["tracer"] for history in histories))

    def place(history: xr.Dataset) -> tuple[int, str, str]:
        return order.index(history.attrs["tracer"]), history.attrs["backbone"], history.attrs["head"]

    return sorted(histories, key=place)


def accuracy_of(history: xr.Dataset, name: str, epoch: int | None = None) -> float:
    """Triplet accuracy on a set at an epoch, else at the one that was kept; NaN without triplets."""
    epoch = int(history.attrs["kept_epoch"]) if epoch is None else epoch
    return float(history["accuracy"].sel(set=name, epoch=epoch))


def accuracy_of_backbone(history: xr.Dataset) -> float:
    """Triplet accuracy of the backbone's own features on the test set; NaN without triplets."""
    return float(history["backbone_accuracy"].sel(set=TEST))


def unseen_simulation(history: xr.Dataset) -> str | None:
    """The simulation that a head has never seen; None for the head that has seen all."""
    head = history.attrs["head"]
    return head.removeprefix(WITHOUT) if head.startswith(WITHOUT) else None


def in_words(metadata: Iterable[str]) -> str:
    """Metadata by their names in words."""
    return ", ".join(map(parameter_name, metadata))
