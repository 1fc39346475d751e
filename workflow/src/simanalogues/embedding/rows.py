"""Rows of a file of features: from prepared maps, batch by batch, to labelled variables."""

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from simanalogues.embedding.blocks import Image, batches
from simanalogues.embedding.extraction import AnyExtractor, Features
from simanalogues.schema.files import COMPRESSED


def rows_of_maps(
    maps: Iterable[np.ndarray], dimension: str, extractor: AnyExtractor, *, query: np.ndarray | None, keep_maps: bool
) -> xr.Dataset:
    """Features of prepared maps; the maps pass the network batch by batch.

    Parameters
    ----------
    maps
        Each of shape (y, x), float32 in 0-1.
    query
        All features of the observation, shape (all features,), where distances to it are taken while all features are
        in memory; else None.
    keep_maps
        Whether the last feature maps are kept; `feature: full` only.

    Returns
    -------
    xr.Dataset
        `features` (dimension, feature), float32; `distance_value` (dimension, distance) with a query; `maps`
        (dimension, map_y, map_x, channel), rounded to half precision, where they are kept and there is one.
    """
    kept = [np.empty((0, extractor.n_features), np.float32)]
    distances, last = [], []
    for batch in batches(maps, extractor.batch_size):
        features = extractor(batch)
        kept.append(features.kept)
        if query is not None:
            distances.append(distances_of(features, query))
        if keep_maps:
            last.append(features.full.reshape(-1, *extractor.map_shape).astype(np.float16))
    values = np.ascontiguousarray(np.concatenate(kept), dtype=np.float32)
    dataset = xr.Dataset({"features": ((dimension, "feature"), values)})
    if query is not None:
        add_distances(dataset, dimension, distances)
    if last:
        # NetCDF has no half precision: the digits that are 0 in single precision take no room when compressed.
        dataset["maps"] = ((dimension, "map_y", "map_x", "channel"), np.concatenate(last).astype(np.float32))
    return dataset


def distances_of(features: Features, query: np.ndarray) -> np.ndarray:
    """Distances to the observation while all features are in memory, shape (image, distance)."""
    from simanalogues.distances.kernels import DISTANCES, distances_to

    return distances_to(query, features.full, DISTANCES)


def add_distances(dataset: xr.Dataset, dimension: str, distances: Sequence[np.ndarray]) -> None:
    """Put distances, one array per batch, into a dataset under construction."""
    from simanalogues.distances.kernels import DISTANCES

    dataset.coords["distance"] = ("distance", list(DISTANCES))
    values = np.concatenate([np.empty((0, len(DISTANCES))), *distances])
    dataset["distance_value"] = ((dimension, "distance"), values)


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
