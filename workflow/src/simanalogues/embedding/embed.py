"""The stage's two jobs: feature vectors of a block of images, and of the observation as it is, mirrored and turned."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from simanalogues.embedding.blocks import images_of_block, prepared
from simanalogues.embedding.comparison import VARIANTS, Comparison, read_comparison
from simanalogues.embedding.extraction import AnyExtractor, extractor_of
from simanalogues.embedding.preparation import Preparation
from simanalogues.embedding.pseudo import full_features_of_pseudo
from simanalogues.embedding.reuse import earlier_block, keep_for_later, origin_digest
from simanalogues.embedding.rows import Queries, labels_of, rows_of_maps, with_storage
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import write_dataset


def embed_images(
    images: Sequence[str | Path],
    observation: str | Path,
    *,
    backbone: str,
    settings: Mapping,
    context: Mapping,
    pseudo: Sequence[str | Path] = (),
    destination: str | Path,
) -> None:
    """Write the feature vectors of a block of images, a file of kind "embedding".

    Images that an earlier state of the block had, with the same maps and embedded in the same way, do not pass the
    network again: see `reuse`.

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
        for a moment 1 also the tracer's `n_sigma`, `crop` and `velocity_limit_kms`; `code`, the digest of this stage's
        code. With `keep_maps` the file has
        the last feature maps too, which must be those of `feature: full`.
    context
        `seed`, `target` and `tracer`, which with an image's labels give its noise, and the `preparation`'s name.
    pseudo
        Files of kind `pseudo_observations`, to which `feature: full` takes distances, too.
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
    queries = queries_of(extractor, comparison, pseudo)
    attributes = {**origin, **preparation.as_attributes(), **comparison.attributes, **context}
    attributes["origin_digest"] = origin_digest(attributes, [observation, *pseudo], code=settings.get("code", ""))
    earlier = earlier_block(destination, attributes["origin_digest"])
    unknown = earlier.unknown(images_of_block(images, comparison, context["tracer"]))
    maps = (prepared(image, comparison, context) for image in unknown)
    new = rows_of_maps(maps, "image", extractor, queries=queries, keep_maps=settings.get("keep_maps", False))
    dataset = earlier.joined(new).assign(labels_of(earlier.images))
    write_dataset(with_storage(dataset.assign_attrs(attributes)), EMBEDDING, destination)
    keep_for_later(destination)


def embed_observation(observation: str | Path, *, backbone: str, settings: Mapping, destination: str | Path) -> None:
    """Write the observation's own vectors, and those of it mirrored and turned, as kind "embedding_observation".

    No noise is added. Parameters and errors as in `embed_images`.
    """
    preparation = Preparation.from_settings(settings)
    comparison = read_comparison(observation, preparation, settings)
    extractor, origin = extractor_of(backbone, comparison.shape, settings)
    queries, variants = queries_of(extractor, comparison), comparison.variants()
    dataset = rows_of_maps(variants, "variant", extractor, queries=queries, keep_maps=settings.get("keep_maps", False))
    dataset["variant"] = ("variant", list(VARIANTS))
    dataset["prepared"] = (("variant", "y", "x"), variants)
    dataset.attrs = {**origin, **preparation.as_attributes(), **comparison.attributes}
    write_dataset(with_storage(dataset), EMBEDDING_OBSERVATION, destination)


def queries_of(extractor: AnyExtractor, comparison: Comparison, pseudo: Sequence[str | Path] = ()) -> Queries | None:
    """All features of the observation and of pseudo-observations, for `feature: full`; else None."""
    if extractor.feature != "full":
        return None
    return Queries(extractor([comparison.observation]).full[0], full_features_of_pseudo(pseudo, comparison, extractor))
