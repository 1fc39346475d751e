"""Rows of a file of features: from prepared maps, batch by batch, to labelled variables."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from simanalogues.distances.registry import OF_FEATURES
from simanalogues.embedding.blocks import Image, batches
from simanalogues.embedding.extraction import AnyExtractor
from simanalogues.schema.files import COMPRESSED


class Queries(NamedTuple):
    """What distances are taken to while all features are in memory.

    observation
        All features of the observation, shape (all features,).
    pseudo
        Those of the pseudo-observations, shape (pseudo, all features); None where there is none.
    """

    observation: np.ndarray
    pseudo: np.ndarray | None = None


def rows_of_maps(
    maps: Iterable[np.ndarray], dimension: str, extractor: AnyExtractor, *, queries: Queries | None, keep_maps: bool
) -> xr.Dataset:
    """Features of prepared maps; the maps pass the network batch by batch.

    Parameters
    ----------
    maps
        Each of shape (y, x), float32 in 0-1.
    queries
        What distances are taken to, or None.
    keep_maps
        Whether the last feature maps are kept; `feature: full` only.

    Returns
    -------
    xr.Dataset
        `features` (dimension, feature), float32; `distance_value` (dimension, distance) with queries, and
        `pseudo_distance` (dimension, pseudo, distance) with pseudo-observations; `maps` (dimension, map_y, map_x,
        channel), rounded to half precision, where they are kept and there is one.
    """
    kept = [np.empty((0, extractor.n_features), np.float32)]
    distances, last = [], []
    for batch in batches(maps, extractor.batch_size):
        features = extractor(batch)
        kept.append(features.kept)
        if queries is not None:
            distances.append(distances_of(features.full, queries))
        if keep_maps:
            last.append(features.full.reshape(-1, *extractor.map_shape).astype(np.float16))
    values = np.ascontiguousarray(np.concatenate(kept), dtype=np.float32)
    dataset = xr.Dataset({"features": ((dimension, "feature"), values)})
    if queries is not None:
        dataset = dataset.assign(distance_variables(dimension, distances, queries))
    if last:
        # NetCDF has no half precision: the digits that are 0 in single precision take no room when compressed.
        dataset["maps"] = ((dimension, "map_y", "map_x", "channel"), np.concatenate(last).astype(np.float32))
    return dataset


def distances_of(full: np.ndarray, queries: Queries) -> tuple[np.ndarray, np.ndarray | None]:
    """Distances to the observation, shape (image, distance), and to the pseudo-observations, (image, pseudo, distance).

    Where nothing asks for distances, their kernels are not loaded.
    """
    from simanalogues.distances.kernels import distances_to
    from simanalogues.distances.many import distances_between

    of_observation = distances_to(queries.observation, full)
    if queries.pseudo is None:
        return of_observation, None
    return of_observation, np.moveaxis(distances_between(queries.pseudo, full), 0, 1)


def distance_variables(dimension: str, distances: Sequence[tuple], queries: Queries) -> dict[str, tuple]:
    """The variables of distances, from those of every batch."""
    values = np.concatenate([np.empty((0, len(OF_FEATURES))), *(of_observation for of_observation, _ in distances)])
    variables = {"distance": ("distance", list(OF_FEATURES)), "distance_value": ((dimension, "distance"), values)}
    if queries.pseudo is not None:
        empty = np.empty((0, len(queries.pseudo), len(OF_FEATURES)), np.float32)
        of_pseudo = np.concatenate([empty, *(of_pseudo for _, of_pseudo in distances)])
        variables["pseudo_distance"] = ((dimension, "pseudo", "distance"), of_pseudo)
    return variables


def with_storage(dataset: xr.Dataset) -> xr.Dataset:
    """The same as it is to be stored: whole feature maps compressed, map by map, all else contiguous."""
    dataset = dataset.drop_encoding()
    if "maps" in dataset:
        dataset["maps"].encoding = COMPRESSED | {"chunksizes": (1, *dataset["maps"].shape[1:])}
    return dataset


def labels_of(images: Sequence[Image]) -> dict[str, tuple[str, np.ndarray]]:
    """Simulation, output and view of every row, and the digests of its record and of its maps."""
    columns = {
        "simulation": [image.label.simulation for image in images],
        "record_digest": [image.record_digest for image in images],
        "map_digest": [image.map_digest for image in images],
    }
    numbers = {name: [getattr(image.label, name) for image in images] for name in ("output", "view")}
    texts = {name: ("image", np.array(values, dtype=object)) for name, values in columns.items()}
    return texts | {name: ("image", np.array(values, dtype=np.int64)) for name, values in numbers.items()}
