"""Embeddings of recovery tests: by heads that never saw the simulation whose views are taken as observations."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from simanalogues.errors import EmbeddingMismatch
from simanalogues.networks.backend import make_reproducible
from simanalogues.parameters.table import LABELS_AND_RECORD
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.heads import WITHOUT
from simanalogues.schema.kind import Kind
from simanalogues.schema.origin import require_same_origin
from simanalogues.training.embed import OF_OBSERVATION, applied, embed_file
from simanalogues.training.head_file import read_head

LABELS = {EMBEDDING: LABELS_AND_RECORD, EMBEDDING_PSEUDO: [*LABELS_AND_RECORD, "realisation"]}


def embed_without_simulation(
    head: str | Path, inputs: Mapping[str, Any], destinations: Mapping[str, str | Path]
) -> None:
    """Write what the head `without-NAME` makes of all other simulations, of the pseudo-observations of NAME, and of the
    observation.

    Parameters
    ----------
    head
        File of `train_head`.
    inputs
        `embeddings`, files of kind `embedding` of all simulations; `pseudo`, of kind `embedding_pseudo`; `observation`,
        of kind `embedding_observation`.
    destinations
        `embeddings`, `pseudo` and `observation`, one file of each of these kinds.

    Raises
    ------
    EmbeddingMismatch
        The head has seen every simulation; or a file was embedded in another way than the features that it was trained
        on.
    InputMissing, WeightsInvalid, CacheDamaged
        The head or a file is not there, or damaged.
    """
    make_reproducible()
    model, about = read_head(head)
    name = about["names"]["head"]
    if not name.startswith(WITHOUT):
        raise EmbeddingMismatch(
            f"{head} is the head '{name}', which has seen every simulation: a recovery test takes one called "
            f"{WITHOUT}NAME; set `training: {{splits: [azimuth, simulation]}}`"
        )
    left_out = name.removeprefix(WITHOUT)
    others = [
        embedded_rows((model, about), path, EMBEDDING, lambda simulation: simulation != left_out)
        for path in inputs["embeddings"]
    ]
    filled = [part for part in others if part.sizes["image"]] or others[:1]
    write_dataset(xr.concat(filled, "image", combine_attrs="override"), EMBEDDING, destinations["embeddings"])
    own = embedded_rows((model, about), inputs["pseudo"], EMBEDDING_PSEUDO, lambda simulation: simulation == left_out)
    write_dataset(own, EMBEDDING_PSEUDO, destinations["pseudo"])
    embed_file(model, about, str(inputs["observation"]), OF_OBSERVATION, destinations["observation"])


def embedded_rows(
    head: tuple[Any, Mapping], source: str, kind: Kind, wanted: Callable[[np.ndarray], np.ndarray]
) -> xr.Dataset:
    """Embeddings of the rows of a file whose simulations are wanted, with their labels."""
    labels = LABELS[kind]
    model, about = head
    dataset = read_dataset(source, kind, labels)
    require_same_origin(
        about["features"], dataset.attrs, whose="the features that the head was trained on", path=str(source)
    )
    rows = np.flatnonzero(wanted(dataset["simulation"].values.astype(str)))
    features = np.empty((0, about["settings"]["widths"][-1]), np.float32)
    if rows.size:
        features = applied(model, about, source, "image")[rows]
    kept = xr.Dataset({name: dataset[name].variable for name in labels}, attrs=dataset.attrs).isel(image=rows)
    kept["features"] = (("image", "feature"), features)
    kept.attrs |= {"head": about["names"]["head"], "head_digest": about["digest"]}
    return kept
