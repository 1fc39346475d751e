"""Feature vectors of pseudo-observations: prepared as the observation is, with the noise that they came with."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.embedding.blocks import batches
from simanalogues.embedding.comparison import Comparison, read_comparison
from simanalogues.embedding.extraction import AnyExtractor, extractor_of
from simanalogues.embedding.preparation import Preparation
from simanalogues.embedding.rows import rows_of_maps, with_storage
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.pseudo_observations import PSEUDO_OBSERVATIONS

LABELS = ("simulation", "output", "view", "realisation", "record_digest")


def embed_pseudo_observations(
    pseudo: Sequence[str | Path],
    observation: str | Path,
    *,
    backbone: str,
    settings: Mapping,
    destination: str | Path,
) -> None:
    """Write the feature vectors of all pseudo-observations of a tracer, a file of kind `embedding_pseudo`.

    A pseudo-observation is seen as the observation is: no noise is added, its peak (or total) is that of the
    observation, as it would set the flux of the catalogue itself. Mask, crop and limits are those of the observation,
    with which the catalogue was embedded.

    Parameters
    ----------
    pseudo
        Files of kind `pseudo_observations`.
    observation, backbone, settings
        As `embed_images` has them.

    Raises
    ------
    InputMissing, CacheDamaged, ObservationInvalid, ConfigError, WeightsInvalid
        See `embed_images`.
    """
    preparation = Preparation.from_settings(settings)
    comparison = read_comparison(observation, preparation, settings)
    extractor, origin = extractor_of(backbone, comparison.shape, settings)
    maps = prepared_pseudo(pseudo, comparison)
    dataset = rows_of_maps(maps, "image", extractor, queries=None, keep_maps=settings.get("keep_maps", False))
    dataset = dataset.assign(labels_of_pseudo(pseudo))
    dataset.attrs = {**origin, **preparation.as_attributes(), **comparison.attributes}
    write_dataset(with_storage(dataset), EMBEDDING_PSEUDO, destination)


def full_features_of_pseudo(
    pseudo: Sequence[str | Path], comparison: Comparison, extractor: AnyExtractor
) -> np.ndarray | None:
    """All features of all pseudo-observations, shape (pseudo, all features), of an extractor with `feature: full`; None
    where there is none."""
    groups = batches(prepared_pseudo(pseudo, comparison), extractor.batch_size)
    features = [extractor(group).full for group in groups]
    return np.concatenate(features) if features else None


def prepared_pseudo(pseudo: Sequence[str | Path], comparison: Comparison) -> Iterator[np.ndarray]:
    """What a network sees of each pseudo-observation, in the order of the files; one file in memory at a time."""
    for path in pseudo:
        dataset = read_dataset(path, PSEUDO_OBSERVATIONS)
        for row in range(dataset.sizes["image"]):
            maps = {name: dataset[name].values[row].astype(np.float64) for name in comparison.variables}
            if "brightness" in maps:
                maps["brightness"] = np.nan_to_num(maps["brightness"])
            yield comparison.prepare(maps, None)


def labels_of_pseudo(pseudo: Sequence[str | Path]) -> dict[str, xr.Variable]:
    """Labels of all pseudo-observations, in the order of the files."""
    parts = [read_dataset(path, PSEUDO_OBSERVATIONS, list(LABELS)) for path in pseudo]
    joined = xr.concat([part[list(LABELS)] for part in parts], "image")
    return {name: joined[name].variable for name in LABELS}
