"""How far the observation lies from its nearest images, as pseudo-observations do from those of their folds."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from simanalogues.distances.many import distances_between
from simanalogues.distances.registry import OF_FEATURES
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import map_variable, read_dataset
from simanalogues.schema.matching import MATCHING
from simanalogues.schema.origin import require_same_origin
from simanalogues.scoring.priors import inside_priors
from simanalogues.validation.matched import nearest, normalised
from simanalogues.validation.trials import Trial


def observation_nearest(trial: Trial, matching: str | Path | None, settings: Mapping) -> np.ndarray | None:
    """Mean distance of the observation to its 10 nearest images inside the priors, shape (n_distances,): by a trial's
    head among the images of the other simulations, else among all; None where the observation was not matched.

    Parameters
    ----------
    matching
        File of kind `matching`, of a network without heads.
    settings
        The config's `matching` block.

    Raises
    ------
    EmbeddingMismatch
        Observation and pseudo-observations were embedded by different heads.
    """
    if trial.observation:
        return _by_head(trial, settings)
    return _of_matching(matching, settings["distances"]) if matching else None


def _of_matching(matching: str | Path, distances: list[str]) -> np.ndarray:
    dataset = read_dataset(matching, MATCHING, ["distance_value", "in_prior", "distance"])
    inside = dataset["in_prior"].values == 1
    return nearest(dataset["distance_value"].sel(distance=distances).values[inside])


def _by_head(trial: Trial, settings: Mapping) -> np.ndarray:
    inside = inside_priors(trial.images, settings["priors"])
    if not inside.any():
        return np.full(len(settings["distances"]), np.nan)
    observed = read_dataset(trial.observation, EMBEDDING_OBSERVATION, ["features", "variant"])
    whose = f"the pseudo-observations ({trial.pseudo_file})"
    require_same_origin(trial.attributes, observed.attrs, whose=whose, path=str(trial.observation))
    query = observed["features"].sel(variant="observed").values[None]
    parts = [distances_between(query, map_variable(path, "features"))[0] for path in trial.embeddings]
    frame = pd.DataFrame(np.concatenate(parts)[inside].astype(float), columns=list(OF_FEATURES))
    return nearest(normalised(frame, settings))
