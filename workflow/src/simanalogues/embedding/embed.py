"""The stage's two jobs: feature vectors of a block of images, and of the observation as it is, mirrored and turned."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.embedding.blocks import ImageLabel, batches, prepared_images
from simanalogues.embedding.comparison import VARIANTS, Comparison, read_comparison
from simanalogues.embedding.extraction import AnyExtractor, Features, extractor_of
from simanalogues.embedding.preparation import Preparation
from simanalogues.schema.files import COMPRESSED, read_dataset, write_dataset


def embed_images(
    images: Sequence[str | Path],
    observation: str | Path,
    *,
    backbone: str,
    settings: Mapping,
    context: Mapping,
    destination: str | Path,
) -> None:
    """Write the feature vectors of a block of images, a file of kind "embedding".

    Parameters
    ----------
    images
        Files of kind "images"; a block without any image gives a file with 0 rows.
    observation
        File of kind "observation": flux, noise, mask and limits come from it.
    backbone
        A name of `backbones.BACKBONES`, or `pixels`.
    settings
        The config block: the entries of `Preparation`, and `weights_file` or `weights_dir`, `runtime`, `batch_size`;
        for a moment 1 also the tracer's `n_sigma`, `crop` and `velocity_limit_kms`. With `keep_maps` the file has
        the last feature maps too, which must be those of `feature: full`.
    context
        `seed`, `target` and `tracer`, which with an image's labels give its noise, and the `preparation`'s name.
    destination
        NetCDF file; with `feature: full` it has the distances to the observation and the pooled vectors.

    Raises
    ------
    EmbeddingMismatch
        Images of another shape than the observation's frame.
    ContractBroken
        An image has NaN.
    BackboneUnknown, WeightsInvalid, ConfigError, InputMissing, CacheDamaged, ObservationInvalid
        See `backbones`, `weights`, `preparation` and `comparison`.
    """
    preparation = Preparation.from_settings(settings)
    comparison = read_comparison(observation, preparation, settings)
    extractor, origin = extractor_of(backbone, comparison.shape, settings)
    query = full_features(extractor, comparison, preparation)
    labels, kept, distances, maps = [], [], [], []
    for batch in batches(prepared_images(images, comparison, context=context), extractor.batch_size):
        features = extractor([prepared for _, prepared in batch])
        labels += [label for label, _ in batch]
        kept.append(features.kept)
        distances.append(distances_of(features, query))
        maps.append(maps_of(features, extractor, settings))
    attributes = {**origin, **preparation.as_attributes(), **comparison.attributes, **context}
    dataset = xr.Dataset(label_variables(labels), attrs=attributes)
    dataset["record_digest"] = ("image", digests_of(images))
    add_features(dataset, "image", np.concatenate([np.empty((0, extractor.n_features), np.float32), *kept]))
    if query is not None:
        add_distances(dataset, "image", distances)
    add_maps(dataset, "image", maps)
    write_dataset(dataset, "embedding", destination)


def embed_observation(observation: str | Path, *, backbone: str, settings: Mapping, destination: str | Path) -> None:
    """Write the observation's own vectors, and those of it mirrored and turned, as kind "embedding_observation".

    No noise is added. Parameters and errors as in `embed_images`.
    """
    preparation = Preparation.from_settings(settings)
    comparison = read_comparison(observation, preparation, settings)
    extractor, origin = extractor_of(backbone, comparison.shape, settings)
    query = full_features(extractor, comparison, preparation)
    prepared = comparison.variants()
    features = [extractor(batch) for batch in batches(prepared, extractor.batch_size)]
    dataset = xr.Dataset(
        {"variant": ("variant", list(VARIANTS)), "prepared": (("variant", "y", "x"), prepared)},
        attrs={**origin, **preparation.as_attributes(), **comparison.attributes},
    )
    add_features(dataset, "variant", np.concatenate([some.kept for some in features]))
    if query is not None:
        add_distances(dataset, "variant", [distances_of(some, query) for some in features])
    add_maps(dataset, "variant", [maps_of(some, extractor, settings) for some in features])
    write_dataset(dataset, "embedding_observation", destination)


def full_features(extractor: AnyExtractor, comparison: Comparison, preparation: Preparation) -> np.ndarray | None:
    """All features of the observation, shape (all features,), for `feature: full`; else None."""
    if preparation.feature != "full":
        return None
    return extractor([comparison.observation]).full[0]


def distances_of(features: Features, query: np.ndarray | None) -> np.ndarray | None:
    """Distances to the observation while all features are in memory, shape (image, distance); None without a query."""
    if query is None:
        return None
    from simanalogues.distances.kernels import DISTANCES, distances_to

    return distances_to(query, features.full, DISTANCES)


def label_variables(labels: Sequence[ImageLabel]) -> dict[str, tuple[str, np.ndarray]]:
    """Simulation, output and view of every row."""
    simulations, outputs, views = zip(*labels, strict=True) if labels else ((), (), ())
    return {
        "simulation": ("image", np.array(simulations, dtype=object)),
        "output": ("image", np.array(outputs, dtype=np.int64)),
        "view": ("image", np.array(views, dtype=np.int64)),
    }


def digests_of(images: Sequence[str | Path]) -> np.ndarray:
    """Digest of the record of each image's output, of files of kind "images" in their order, shape (image,)."""
    digests = [read_dataset(path, "images", ["record_digest"])["record_digest"].values for path in images]
    return np.concatenate([np.empty(0, dtype=object), *digests])


def add_features(dataset: xr.Dataset, dimension: str, features: np.ndarray) -> None:
    """Put feature vectors into a dataset under construction."""
    dataset["features"] = ((dimension, "feature"), np.ascontiguousarray(features, dtype=np.float32))


def add_distances(dataset: xr.Dataset, dimension: str, distances: Sequence[np.ndarray]) -> None:
    """Put distances, one array per batch, into a dataset under construction."""
    from simanalogues.distances.kernels import DISTANCES

    dataset.coords["distance"] = ("distance", list(DISTANCES))
    values = np.concatenate([np.empty((0, len(DISTANCES))), *distances])
    dataset["distance_value"] = ((dimension, "distance"), values)


def maps_of(features: Features, extractor: AnyExtractor, settings: Mapping) -> np.ndarray | None:
    """Last feature maps, shape (image, y, x, channel), to half precision, where they are to be kept; else None."""
    if not settings.get("keep_maps"):
        return None
    return features.full.reshape(-1, *extractor.map_shape).astype(np.float16)


def add_maps(dataset: xr.Dataset, dimension: str, maps: Sequence[np.ndarray | None]) -> None:
    """Put feature maps, one array per batch, into a dataset under construction; nothing where they are not kept."""
    kept = [some for some in maps if some is not None]
    if kept:
        # NetCDF has no half precision: the digits that are 0 in single precision take no room when compressed.
        values = np.concatenate(kept).astype(np.float32)
        dataset["maps"] = ((dimension, "map_y", "map_x", "channel"), values)
        dataset["maps"].encoding = COMPRESSED | {"chunksizes": (1, *values.shape[1:])}
