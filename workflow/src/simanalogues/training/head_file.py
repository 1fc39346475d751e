"""A trained head as a file: a Keras model that opens with Keras alone, and beside it in the archive what made it."""

import importlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simanalogues.errors import InputMissing, WeightsInvalid
from simanalogues.whole_files import written_whole

ABOUT = "simanalogues.json"


def keras_head(map_shape: tuple[int, int, int], widths: list[int], dropout: float, l2: float) -> Any:
    """The head as a Keras model with random weights.

    It takes pooled features, shape (image, channel), where the map is one cell, else maps (image, y, x, channel).
    """
    keras = importlib.import_module("keras")
    layers = keras.layers
    if map_shape[:2] == (1, 1):
        # Behind the pooling, dropout of single channels is the same as 2D spatial dropout before it.
        first = [keras.Input(map_shape[2:]), layers.Dropout(dropout, name="spatial_dropout")]
    else:
        first = [keras.Input(map_shape), layers.SpatialDropout2D(dropout, name="spatial_dropout"), layers.Flatten()]
    options = {"kernel_initializer": "he_normal", "kernel_regularizer": keras.regularizers.L2(l2)}
    hidden = [
        layer
        for place, width in enumerate(widths[:-1], start=1)
        for layer in (layers.Dense(width, "relu", name=f"dense_{place}", **options), layers.Dropout(dropout))
    ]
    return keras.Sequential([*first, *hidden, layers.Dense(widths[-1], name="embedding", **options)], name="head")


def write_head(
    destination: str | Path, weights: list[np.ndarray], map_shape: tuple[int, int, int], *, about: Mapping
) -> None:
    """Write a head in Keras's format (`.keras`), with `about` as JSON inside the archive; beside and renamed.

    Parameters
    ----------
    about
        Has the training's `settings`; `keras.saving.load_model` passes over it.
    """
    settings = about["settings"]
    model = keras_head(map_shape, settings["widths"], settings["dropout"], settings["l2"])
    model.set_weights(weights)
    with written_whole(destination) as partial:
        model.save(partial)
        with zipfile.ZipFile(partial, "a") as archive:
            archive.writestr(ABOUT, json.dumps(about, indent=1))


def read_head(path: str | Path) -> tuple[Any, dict]:
    """The Keras model of a head, and what made it.

    Raises
    ------
    InputMissing
        There is no such file.
    WeightsInvalid
        It is damaged, or no head of this package.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no head {path}: run snakemake again, it will be trained")
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(ABOUT))
        return importlib.import_module("keras").saving.load_model(path, compile=False), about
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise WeightsInvalid(
            f"{path} is damaged or no trained head ({error}): delete it and run snakemake again to train it anew"
        ) from error
