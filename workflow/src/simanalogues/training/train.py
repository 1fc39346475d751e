"""The stage's first job: train one head on cached features, and write it with its history."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simanalogues.networks.backend import has_accelerator, is_gpu_missing
from simanalogues.parameters.table import parameters_of_images
from simanalogues.provenance.code import module_digest
from simanalogues.schema.files import write_dataset
from simanalogues.schema.origin import origin_of
from simanalogues.schema.training import TRAINING
from simanalogues.training.adam import Adam
from simanalogues.training.evaluation import quality_of_backbone
from simanalogues.training.features import Features, open_features
from simanalogues.training.fit import Course, fit
from simanalogues.training.head_file import write_head
from simanalogues.training.history import history_of
from simanalogues.training.metadata import metadata_of
from simanalogues.training.perceptron import Perceptron, product_of
from simanalogues.training.runtimes import on_keras, on_numpy, product_in_bfloat16
from simanalogues.training.split import split_of
from simanalogues.training.step import Step

# Settings that do not change the course of a training, only how long it is and what is kept of it.
NOT_OF_COURSE = ("epochs", "keep", "patience", "unusable_metadata", "metadata")
LABELS = ("target", "preparation", "backbone", "tracer", "head")


def train_head(
    inputs: Mapping, *, names: Mapping, settings: Mapping, resources: Mapping, destinations: Mapping
) -> None:
    """Train one head and write its history (kind `training`), and the head itself as a Keras file.

    Parameters
    ----------
    inputs
        `embeddings`, files of kind `embedding` of all blocks of all simulations; `catalogue` and `system_views`, files
        of these kinds, one of each per simulation.
    names
        `target`, `preparation`, `backbone`, `tracer` and `head`: which head; its random numbers follow from them.
    settings
        The config's `training` block, with the `seed` and `n_views`, azimuths per nappe.
    resources
        Of the job, which may promise a GPU.
    destinations
        `history`; `checkpoint`, from which a run that was stopped goes on; and `head`, unless only the history counts.

    Raises
    ------
    MetadataUnusable, TrainingImpossible
        Metadata or outputs do not suffice to tell systems apart.
    EmbeddingMismatch
        Features were embedded in different ways, or are of another run than the catalogue.
    CatalogueEmpty, InputMissing, CacheDamaged
        There is no image, or a file is not there or damaged.
    """
    course = course_of(inputs, names, settings)
    gpu_missing = is_gpu_missing(resources)
    on_accelerator = has_accelerator() or settings["mixed_precision"]
    progress = fit(course, (on_keras if on_accelerator else on_numpy)(course.step), Path(destinations["checkpoint"]))
    weights = progress.best if settings["keep"] == "best" else progress.state.weights
    about = about_head(course, names, settings, weights)
    history = history_of(progress, course, backbone_accuracy(course), keep=settings["keep"])
    history.attrs |= {**names, "gpu_missing": int(gpu_missing), "head_digest": about["digest"]}
    if "head" in destinations:
        write_head(destinations["head"], weights, course.features.map_shape, about=about)
    write_dataset(history, TRAINING, destinations["history"])


def course_of(inputs: Mapping, names: Mapping, settings: Mapping) -> Course:
    """What a head is trained on, and how."""
    features = open_features(inputs["embeddings"], settings["pooling"])
    images = parameters_of_images(features.labels, inputs["catalogue"], inputs["system_views"])
    metadata = metadata_of(images, settings)
    split = split_of(names["head"], features.labels, settings["n_views"], settings["validation"])
    course = {key: value for key, value in settings.items() if key not in NOT_OF_COURSE}
    decides = [*features.checksums, json.dumps(metadata.names), json.dumps(course), module_digest(__name__)]
    arrays = [metadata.values, *split.sets().values()]
    identity = digest_of([part.encode() for part in decides] + [array.tobytes() for array in arrays])
    step, labels = step_of(features, settings), tuple(names[name] for name in LABELS)
    return Course(features, metadata, split, step, settings, settings["seed"], labels, identity)


def step_of(features: Features, settings: Mapping) -> Step:
    """The step that the config asks for."""
    product = product_in_bfloat16 if settings["mixed_precision"] else product_of
    widths, channels = tuple(settings["widths"]), features.map_shape[2]
    perceptron = Perceptron(features.cells, channels, widths, settings["dropout"], product)
    adam = Adam(**{name: settings[name] for name in ("learning_rate", "beta_1", "beta_2", "epsilon", "l2")})
    return Step(perceptron, adam, settings["gate"], settings["as_printed"])


def about_head(course: Course, names: Mapping, settings: Mapping, weights: list[np.ndarray]) -> dict:
    """What the head's file says of itself beside its weights."""
    return {
        "names": dict(names),
        "settings": dict(settings),
        "metadata": list(course.metadata.names),
        "features": origin_of({key: _plain(value) for key, value in course.features.attributes.items()}),
        "digest": digest_of([array.tobytes() for array in weights]),
        "identity": course.identity,
    }


def backbone_accuracy(course: Course) -> list[float]:
    """Triplet accuracy of the features without a head, by set."""
    evaluated = course.evaluated.values()
    return [quality_of_backbone(course.step, course.features, triplets).accuracy for triplets in evaluated]


def digest_of(parts: list[bytes]) -> str:
    """BLAKE2b of byte strings, 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _plain(value: object) -> object:
    """A NetCDF attribute as JSON can hold it."""
    return value.item() if isinstance(value, np.generic) else value
