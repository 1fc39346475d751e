"""Where a training stands after an epoch, so that a run that was stopped, or gets more epochs, goes on from there."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.log import LOGGER
from simanalogues.schema.training import SETS
from simanalogues.training.adam import State
from simanalogues.training.evaluation import Quality
from simanalogues.whole_files import written_whole


@dataclass(frozen=True)
class Epoch:
    """What was measured after one epoch: by set, and over its batches what was minimised and how many were active."""

    quality: dict[str, Quality]
    minimised_loss: float = np.nan
    active_in_training: float = np.nan


@dataclass(frozen=True)
class Progress:
    """State after the last epoch, the epochs so far (the first is the untrained head), and the best weights."""

    state: State
    epochs: list[Epoch]
    best: list[np.ndarray]
    best_epoch: int = 0

    @property
    def n_epochs(self) -> int:
        """Epochs that the head was trained."""
        return len(self.epochs) - 1


def save(path: Path, progress: Progress, identity: str) -> None:
    """Write beside and rename."""
    groups = {**progress.state._asdict(), "best": progress.best}
    arrays = {f"{group}_{place}": array for group, arrays in groups.items() for place, array in enumerate(arrays)}
    about = {"identity": identity, "best_epoch": progress.best_epoch, "epochs": [_as_lists(e) for e in progress.epochs]}
    with written_whole(path) as partial:
        np.savez(partial, about=json.dumps(about), **arrays)


def load(path: Path, identity: str, most_epochs: int) -> Progress | None:
    """The progress of the very same training, of at most so many epochs; None where there is none to go on from."""
    if not path.is_file():
        return None
    try:
        with np.load(path) as stored:
            about = json.loads(str(stored["about"]))
            arrays = {name: stored[name] for name in stored.files if name != "about"}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        LOGGER.warning("%s cannot be read (%s): training starts anew", path, error)
        return None
    if about["identity"] != identity or len(about["epochs"]) - 1 > most_epochs:
        LOGGER.info("%s is of another training: this one starts anew", path)
        return None
    groups = {name: _group(arrays, name) for name in ("weights", "first", "second", "best")}
    best = groups.pop("best")
    return Progress(State(**groups), [_from_lists(entry) for entry in about["epochs"]], best, about["best_epoch"])


def _group(arrays: dict, name: str) -> list[np.ndarray]:
    return [arrays[f"{name}_{place}"] for place in range(sum(key.startswith(f"{name}_") for key in arrays))]


def _as_lists(epoch: Epoch) -> list:
    return [{name: list(epoch.quality[name]) for name in SETS}, epoch.minimised_loss, epoch.active_in_training]


def _from_lists(entry: list) -> Epoch:
    return Epoch({name: Quality(*values) for name, values in entry[0].items()}, *entry[1:])
