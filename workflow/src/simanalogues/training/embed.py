"""The stage's second job: embeddings of a catalogue and of its observation, by a backbone with its head."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from simanalogues.networks.backend import make_reproducible
from simanalogues.parameters.table import LABELS_AND_RECORD
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.origin import require_same_origin
from simanalogues.training.features import part_of
from simanalogues.training.head_file import read_head

# Images that pass a head at once.
ROWS = 1024
OF_OBSERVATION = ("variant", "prepared")


def embed_with_head(
    head: str | Path,
    inputs: Mapping[str, Any],
    destinations: Mapping[str, Any],
) -> None:
    """Write what a head makes of its backbone's features, files of the same kinds as those that it takes.

    Parameters
    ----------
    head
        File of `train_head`.
    inputs, destinations
        `embeddings`, files of kind `embedding`, one destination for each; `observation`, of kind
        `embedding_observation`.

    Raises
    ------
    EmbeddingMismatch
        A file was embedded in another way than the features that the head was trained on.
    InputMissing, WeightsInvalid, CacheDamaged
        The head or a file is not there, or damaged.
    """
    make_reproducible()
    model, about = read_head(head)
    pairs = zip(inputs["embeddings"], destinations["embeddings"], strict=True)
    for source, destination in pairs:
        embed_file(model, about, source, LABELS_AND_RECORD, destination)
    embed_file(model, about, inputs["observation"], OF_OBSERVATION, destinations["observation"])


def embed_observation_with_head(head: str | Path, observation: str | Path, destination: str | Path) -> None:
    """Write what a head makes of an observation alone: file of kind `embedding_observation`, as it takes one.

    Errors as in `embed_with_head`.
    """
    make_reproducible()
    embed_file(*read_head(head), str(observation), OF_OBSERVATION, destination)


def embed_file(model: Any, about: Mapping, source: str, names: Sequence[str], destination: str | Path) -> None:
    """Write one file; `names` are the variables that it takes over."""
    kind, dimension = (EMBEDDING, "image") if "simulation" in names else (EMBEDDING_OBSERVATION, "variant")
    dataset = read_dataset(source, kind, list(names))
    expected, whose = about["features"], "the features that the head was trained on"
    require_same_origin(expected, dataset.attrs, whose=whose, path=source)
    features = np.empty((0, about["settings"]["widths"][-1]), np.float32)
    if dataset.sizes[dimension]:
        features = applied(model, about, source, dimension)
    kept = xr.Dataset({name: dataset[name].variable for name in names}, attrs=dataset.attrs)
    kept["features"] = ((dimension, "feature"), features)
    kept.attrs |= {"head": about["names"]["head"], "head_digest": about["digest"]}
    write_dataset(kept, kind, destination)


def applied(model: Any, about: Mapping, source: str, dimension: str) -> np.ndarray:
    """Embeddings of one file's images or variants, shape (row, n), float32."""
    part = part_of(source, about["settings"]["pooling"], about["features"]["feature"], dimension)
    shape = part.map_shape[2:] if part.map_shape[:2] == (1, 1) else part.map_shape
    blocks = [
        model.predict_on_batch(part.take(rows).reshape(-1, *shape))
        for rows in np.array_split(np.arange(part.n_images), -(-part.n_images // ROWS))
    ]
    return np.concatenate(blocks).astype(np.float32)
