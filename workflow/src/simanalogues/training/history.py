"""The history of a training as a dataset of kind `training`."""

import json

import numpy as np
import xarray as xr

from simanalogues.schema.training import SETS
from simanalogues.training.checkpoint import Progress
from simanalogues.training.evaluation import Quality
from simanalogues.training.fit import Course


def history_of(progress: Progress, course: Course, backbone_accuracy: list[float], *, keep: str) -> xr.Dataset:
    """Curves by epoch and set, the sizes of the sets, and in the attributes which epoch is kept and what the sets are.

    Parameters
    ----------
    backbone_accuracy
        Triplet accuracy of the features without a head, by set.
    keep
        `best` or `last`.
    """
    outputs = [course.features.labels.iloc[rows][["simulation", "output"]] for rows in course.split.sets().values()]
    curves = {
        name: (
            ("epoch", "set"),
            np.array([[getattr(epoch.quality[s], name) for s in SETS] for epoch in progress.epochs]),
        )
        for name in Quality._fields
    }
    of_batches = {
        name: ("epoch", np.array([getattr(epoch, name) for epoch in progress.epochs]))
        for name in ("minimised_loss", "active_in_training")
    }
    sizes = {
        "n_images": ("set", np.array([len(labels) for labels in outputs])),
        "n_outputs": ("set", np.array([len(labels.drop_duplicates()) for labels in outputs])),
    }
    dataset = xr.Dataset(
        {**curves, **of_batches, **sizes, "backbone_accuracy": ("set", np.array(backbone_accuracy))},
        coords={"epoch": np.arange(len(progress.epochs)), "set": list(SETS)},
    )
    dataset.attrs = {
        "kept_epoch": progress.best_epoch if keep == "best" else progress.n_epochs,
        "keep": keep,
        "n_epochs": progress.n_epochs,
        "stopped_early": int(progress.n_epochs < course.settings["epochs"]),
        "metadata": json.dumps(course.metadata.names),
        "left_out_metadata": json.dumps(list(course.metadata.left_out)),
        "validation": course.split.validation_in_words,
        "test": course.split.test_in_words,
    }
    return dataset
