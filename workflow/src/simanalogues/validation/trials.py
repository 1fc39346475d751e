"""What is tested together: pseudo-observations, and the images of the catalogue that were embedded as they were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simanalogues.distances.many import distances_between
from simanalogues.errors import ConfigError, EmbeddingMismatch
from simanalogues.parameters.table import LABELS, parameters_of_images
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import map_variable, read_dataset
from simanalogues.schema.heads import WITHOUT
from simanalogues.schema.origin import require_same_origin
from simanalogues.scoring.labels import Labelled, labels_of_file

REALISATION = "realisation"
SIMULATION, TIME_WINDOW = "simulation", "time"


@dataclass(frozen=True)
class Trial:
    """Pseudo-observations and the images that were embedded alike.

    images, pseudo
        Rows of `parameter_table`; `pseudo` has the column `realisation` too.
    embeddings, pseudo_file
        Files of their features, in the same order.
    attributes
        Of the features: what embedded them.
    observation
        File of the observation by the same head; None of a network without heads.
    """

    images: pd.DataFrame
    pseudo: pd.DataFrame
    embeddings: tuple[str, ...]
    pseudo_file: str
    attributes: dict
    observation: str | None


def read_trials(inputs: Mapping, kinds: Iterable[str]) -> list[Trial]:
    """The trials of one network: a single one, or where it has heads one per simulation with pseudo-observations.

    Parameters
    ----------
    inputs
        `catalogue` and `system_views`, a file per simulation; and either `embeddings`, files of kind `embedding`, with
        `pseudo`, of kind `embedding_pseudo`; or `folds`, these two and `observation` (`embedding_observation`), by the
        name of the simulation that is left out.
    kinds
        What is to be left out in turn: `simulation`, `time`.

    Raises
    ------
    ConfigError
        A network with heads is to be tested within a simulation that its head has seen.
    EmbeddingMismatch
        Files were embedded in different ways; or a head has seen what it is tested on.
    """
    if "folds" not in inputs:
        return [_read_trial(inputs, inputs)]
    if set(kinds) != {SIMULATION}:
        raise ConfigError(
            "a trained network cannot be tested `without: time`: its heads have seen the outputs that remain; take "
            "`validation: {without: [simulation]}` for it"
        )
    trials = {name: _read_trial(inputs, files) for name, files in inputs["folds"].items()}
    trials = {name: trial for name, trial in trials.items() if len(trial.pseudo)}
    _require_unseen(trials)
    return list(trials.values())


def distances_of(trial: Trial) -> np.ndarray:
    """The distances of features, shape (n_pseudo, n_images, n_distances), float32; taken at extraction where only then
    all features are known."""
    parts = []
    for path in trial.embeddings:
        if "pseudo_distance" in labels_of_file(path).variables:
            parts.append(_stored_distances(path, len(trial.pseudo)))
        else:
            parts.append(distances_between(_features(trial.pseudo_file), map_variable(path, "features")))
    return np.concatenate(parts, axis=1)


def _stored_distances(path: str, n_pseudo: int) -> np.ndarray:
    stored = read_dataset(path, EMBEDDING, ["pseudo_distance"])["pseudo_distance"].values
    if stored.shape[1] != n_pseudo:
        raise EmbeddingMismatch(
            f"{path} has distances to {stored.shape[1]} pseudo-observations, there are {n_pseudo}: delete it and run "
            "snakemake again"
        )
    return np.moveaxis(stored, 1, 0)


def _features(path: str) -> np.ndarray:
    return read_dataset(path, EMBEDDING_PSEUDO, ["features"])["features"].values


def _read_trial(inputs: Mapping, given: Mapping) -> Trial:
    pseudo, embeddings = given["pseudo"], given["embeddings"]
    observed = labels_of_file(pseudo, [REALISATION])
    paths = [embeddings] if isinstance(embeddings, str | Path) else embeddings
    files = {str(path): labels_of_file(path) for path in paths}
    for path, file in files.items():
        whose = f"the pseudo-observations ({pseudo})"
        require_same_origin(observed.attributes, file.attributes, whose=whose, path=path)
    # Of no images at all the first file says so.
    filled = {path: file for path, file in files.items() if len(file.labels)} or dict([*files.items()][:1])
    table = pd.concat([file.labels for file in filled.values()], ignore_index=True)
    return Trial(
        images=parameters_of_images(table, inputs["catalogue"], inputs["system_views"]),
        pseudo=_truths(observed, inputs),
        embeddings=tuple(filled),
        pseudo_file=str(pseudo),
        attributes=observed.attributes,
        observation=given.get("observation"),
    )


def _truths(observed: Labelled, inputs: Mapping) -> pd.DataFrame:
    truths = parameters_of_images(observed.labels, inputs["catalogue"], inputs["system_views"])
    return truths.assign(**{REALISATION: observed.labels[REALISATION].to_numpy()})


def _require_unseen(trials: Mapping[str, Trial]) -> None:
    """Each trial's head has left out the very simulation that its pseudo-observations are of."""
    for name, trial in trials.items():
        head, tested = trial.attributes.get("head"), set(trial.pseudo.index.get_level_values(LABELS[0]))
        if head != f"{WITHOUT}{name}" or tested != {name}:
            raise EmbeddingMismatch(
                f"{trial.pseudo_file} is of the head '{head}' and of pseudo-observations of "
                f"{', '.join(sorted(tested))}: expected the head '{WITHOUT}{name}' and those of '{name}' alone"
            )
        if name in trial.images.index.get_level_values(LABELS[0]):
            raise EmbeddingMismatch(
                f"{trial.embeddings[0]} holds images of '{name}', which the head '{head}' is tested on: expected those "
                "of the others alone; delete it and run snakemake again"
            )
    digests = [trial.attributes.get("head_digest") for trial in trials.values()]
    if len(set(digests)) < len(digests):
        raise EmbeddingMismatch(
            f"the heads without {', '.join(trials)} have the digests {digests}: expected a head of its own for each "
            "simulation; delete their files under results/*/training and run snakemake again"
        )
