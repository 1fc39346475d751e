"""Distances of all images of a catalogue to the observation, from the embeddings of all blocks."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from simanalogues.distances.kernels import distances_to
from simanalogues.distances.registry import OF_FEATURES
from simanalogues.errors import CatalogueEmpty
from simanalogues.log import LOGGER, progress
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.files import map_variable, read_dataset
from simanalogues.schema.origin import require_same_origin
from simanalogues.scoring.labels import labels_of_file


@dataclass(frozen=True)
class Collected:
    """Labels (`simulation`, `output`, `view`, `record_digest`) and distances of all images, row by row, as tables.

    negative
        Whether any feature is negative, so that Bray-Curtis is not bounded by 1 (Eq. 3).
    """

    labels: pd.DataFrame
    distances: pd.DataFrame
    negative: bool


def collect(embeddings: list[str], observed: xr.Dataset) -> Collected:
    """Distances of every image of every file.

    Parameters
    ----------
    embeddings
        Files of kind `embedding`.
    observed
        Dataset of kind `embedding_observation`.

    Raises
    ------
    CatalogueEmpty
        No file has an image.
    EmbeddingMismatch
        A file was embedded in another way than the observation.
    """
    parts = [_collect_file(path, observed) for path in progress(embeddings, "embeddings", total=len(embeddings))]
    parts = [part for part in parts if len(part.labels)]
    if not parts:
        raise CatalogueEmpty(
            "no image of any simulation can be used: every output was skipped. The files under results/*/views say "
            "why; a smaller projected separation or more outputs would help"
        )
    negative = any(part.negative for part in parts)
    if negative:
        LOGGER.warning("some features are negative: the Bray-Curtis distance is not bounded by 1")
    return Collected(
        labels=pd.concat([part.labels for part in parts], ignore_index=True),
        distances=pd.concat([part.distances for part in parts], ignore_index=True),
        negative=negative,
    )


def distances_between_variants(observed: xr.Dataset) -> pd.DataFrame:
    """Distances of the observation as it is, mirrored and turned, to itself; one row per variant."""
    if "distance_value" in observed:
        return observed["distance_value"].to_pandas()
    features = observed["features"]
    return pd.DataFrame(distances_to(features.sel(variant="observed").values, features.values), columns=OF_FEATURES)


def _collect_file(path: str, observed: xr.Dataset) -> Collected:
    labels, attributes, variables = labels_of_file(path)
    require_same_origin(observed.attrs, attributes, whose="the observation", path=path)
    if "distance_value" in variables:
        stored = read_dataset(path, EMBEDDING, ["distance_value", "features"])
        values, features = stored["distance_value"].values, stored["features"].values
    else:
        features = map_variable(path, "features")
        values = distances_to(observed["features"].sel(variant="observed").values, features)
    distances = pd.DataFrame(values, columns=list(OF_FEATURES))
    return Collected(labels, distances, bool(features.size and features.min() < 0))
