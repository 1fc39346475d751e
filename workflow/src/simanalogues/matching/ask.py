"""The observation as estimators are asked about it: with the whole catalogue."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.estimators.base import Fold, Query, fold_of, images_of
from simanalogues.estimators.needs import FEATURES
from simanalogues.estimators.pooled import pooled_features, pooled_observation
from simanalogues.matching.collect import Collected, collect
from simanalogues.parameters.table import parameters_of_images
from simanalogues.scoring.priors import within_priors


class Asked(NamedTuple):
    """The images that the observation is compared with, those outside the priors listed, too; what is asked; and the
    distances as they were collected."""

    fold: Fold
    query: Query
    collected: Collected


def ask(
    inputs: Mapping,
    observed: xr.Dataset,
    *,
    names: Mapping[str, str],
    target: Mapping,
    settings: Mapping,
    needs: Collection[str] = (),
) -> Asked:
    """The observation of one network and tracer, and all images.

    Parameters
    ----------
    inputs, names, target
        As `match` has them.
    observed
        Dataset of kind `embedding_observation`.
    settings
        `matching`, the config's block.
    needs
        What the estimator needs; distances are there in any case.

    Raises
    ------
    CatalogueEmpty, EmbeddingMismatch, InputMissing
        See `match`.
    """
    channel = "{preparation}/{network}/{tracer}".format(**names)
    collected = collect(list(inputs["embeddings"]), observed)
    table = parameters_of_images(collected.labels, inputs["catalogue"], inputs["system_views"])
    of_images, of_observation = {}, {}
    if FEATURES in needs:
        seen = observed["features"].sel(variant="observed").values
        of_images[channel] = pooled_features(inputs["embeddings"], observed.attrs)
        of_observation[channel] = pooled_observation(str(inputs["observation"]), seen, observed.attrs)
    return Asked(
        fold=_whole_catalogue(table, target, settings["matching"], of_images),
        query=Query(
            labels=[(names["target"], "observation")],
            distances={channel: [collected.distances.to_numpy()]},
            features=of_observation,
        ),
        collected=collected,
    )


def _whole_catalogue(
    table: pd.DataFrame, target: Mapping, matching: Mapping, features: Mapping[str, np.ndarray]
) -> Fold:
    inside = within_priors(table, matching["priors"])
    simulations = table.index.get_level_values("simulation")[inside]
    images = images_of(
        table, inside, target=target, matching=matching, n_simulations=simulations.nunique(), features=features
    )
    return fold_of(images, inside, [matching["weights"]], listed=np.arange(len(table)))
