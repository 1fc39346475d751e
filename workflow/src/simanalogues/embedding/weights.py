"""Pretrained weights: where a backbone's file lies, how it is fetched, and loading it with a clear error.

Looked for in the config's `weights_dir`, then in `resources/weights`, under the name that Keras's own download has.
"""

import importlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from simanalogues import places
from simanalogues.embedding.backbones import Backbone, backbone_named
from simanalogues.errors import WeightsInvalid

RESOURCES = places.RESOURCES / "weights"


def locate_weights(backbone: str, weights_dir: str | Path | None = None) -> Path | None:
    """The weight file of a backbone in `weights_dir` or `resources/weights`; None where neither has it.

    Raises
    ------
    BackboneUnknown
        No backbone has that name.
    """
    name = backbone_named(backbone).weights_name
    places = ([Path(weights_dir)] if weights_dir else []) + [RESOURCES]
    return next((place / name for place in places if (place / name).is_file()), None)


def require_weights(backbone: str, weights_dir: str | Path | None = None) -> Path:
    """As `locate_weights`, but WeightsInvalid says what to do where the file is missing."""
    found = locate_weights(backbone, weights_dir)
    if found is None:
        wanted = backbone_named(backbone)
        raise WeightsInvalid(
            f"the weights of {backbone} are missing: no {wanted.weights_name} in weights_dir ({weights_dir}) nor in "
            f"{RESOURCES}. Get it from {wanted.weights_url} and put it into weights_dir, or let the rule that fetches "
            "weights run on a machine with network"
        )
    return found


def fetch_weights(backbone: str, destination: str | Path) -> None:
    """Put a backbone's weights at `destination`: a file that is here already, else Keras's download (needs network).

    Raises
    ------
    WeightsInvalid
        The download failed, or does not have the digest that Keras expects.
    """
    wanted, destination = backbone_named(backbone), Path(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent) as scratch:
        here = locate_weights(backbone)
        copy = shutil.copy(here, scratch) if here else downloaded(wanted, scratch)
        os.replace(copy, destination)


def downloaded(wanted: Backbone, folder: str) -> str:
    """Path of a backbone's weights, downloaded into a folder by Keras and checked against its digest."""
    keras = importlib.import_module("keras")
    try:
        return keras.utils.get_file(
            wanted.weights_name, wanted.weights_url, file_hash=wanted.weights_md5, cache_dir=folder, cache_subdir=""
        )
    # Keras raises a bare Exception where the address cannot be reached, and ValueError for a wrong digest.
    except Exception as error:
        raise WeightsInvalid(
            f"the weights of {wanted.name} could not be downloaded from {wanted.weights_url}: {error}. Get the file on "
            "a machine with network and put it into weights_dir"
        ) from error


def load_weights(network: Any, path: str | Path, backbone: str) -> None:
    """Load a Keras HDF5 weight file into a network.

    Raises
    ------
    WeightsInvalid
        The file is missing, damaged, or belongs to another network; the message names file and backbone.
    """
    path = Path(path)
    if not path.is_file():
        raise WeightsInvalid(f"the weights of {backbone} are missing: there is no file {path}")
    try:
        network.load_weights(path)
    except OSError as error:
        raise WeightsInvalid(
            f"{path}, the weights of {backbone}, is damaged or no HDF5 file ({error}): get it again"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsInvalid(
            f"{path} does not hold the weights of {backbone} without its top, it belongs to another network ({error}): "
            f"expected Keras's {backbone_named(backbone).weights_name}"
        ) from error
    if not all(np.isfinite(np.asarray(weight)).all() for weight in network.weights):
        raise WeightsInvalid(f"{path}, the weights of {backbone}, is damaged: it holds NaN or infinity; get it again")
