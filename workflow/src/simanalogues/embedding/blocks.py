"""A block of images on its way to a network: read file by file, prepared one by one, put together into batches."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import xarray as xr

from simanalogues.embedding.comparison import Comparison
from simanalogues.errors import ContractBroken, EmbeddingMismatch
from simanalogues.log import progress
from simanalogues.schema.files import read_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.seal import is_broken
from simanalogues.sky.seeds import image_rng

T = TypeVar("T")


class ImageLabel(NamedTuple):
    """Which image a row is."""

    simulation: str
    output: int
    view: int


class Image(NamedTuple):
    """One image of a file of kind "images".

    record_digest
        Digest of the record of its output.
    map_digest
        Digest of the maps' values as they are stored, 16 hexadecimal digits.
    maps
        By variable, shape (y, x), float64.
    """

    label: ImageLabel
    record_digest: str
    map_digest: str
    maps: Mapping[str, np.ndarray]


def images_of_block(paths: Sequence[str | Path], comparison: Comparison, tracer: str) -> Iterator[Image]:
    """Every image of files of kind "images", in their order; one file in memory at a time.

    Raises
    ------
    EmbeddingMismatch, ContractBroken, InputMissing, CacheDamaged
        A file's images do not fit the observation's frame or have NaN; the file cannot be read.
    """
    images = itertools.chain.from_iterable(images_of(path, comparison) for path in paths)
    return progress(images, f"images of {tracer}", sum(map(n_images_in, paths)))


def images_of(path: str | Path, comparison: Comparison) -> Iterator[Image]:
    """Every image of a file."""
    dataset = read_dataset(path, IMAGES)
    require_fitting(dataset, comparison, path)
    labels = zip(*(dataset[name].values for name in ImageLabel._fields), strict=True)
    for row, (simulation, output, view) in enumerate(labels):
        stored = {name: dataset[name].values[row] for name in comparison.variables}
        digest = hashlib.blake2b(b"".join(values.tobytes() for values in stored.values()), digest_size=8).hexdigest()
        yield Image(
            ImageLabel(str(simulation), int(output), int(view)),
            str(dataset["record_digest"].values[row]),
            digest,
            {name: values.astype(np.float64) for name, values in stored.items()},
        )


def prepared(image: Image, comparison: Comparison, context: Mapping) -> np.ndarray:
    """What a network sees of an image; `seed`, `target` and `tracer` of the context, with its label, give its noise."""
    identity = context["seed"], context["target"]
    return comparison.prepare(image.maps, image_rng(*identity, tracer=context["tracer"], **image.label._asdict()))


def require_fitting(dataset: xr.Dataset, comparison: Comparison, path: str | Path) -> None:
    """Raise where a file's images cannot be compared with the observation."""
    first = comparison.variables[0]
    if missing := [name for name in comparison.variables if name not in dataset]:
        raise EmbeddingMismatch(
            f"{path} has no {' and no '.join(missing)}, with which the observation is compared: delete the file and "
            "run snakemake again"
        )
    shape, expected = dataset[first].shape[1:], comparison.frame_shape
    if shape != expected:
        raise EmbeddingMismatch(
            f"{path} has images of {shape[0]} x {shape[1]} pixels, the observation's frame has "
            f"{expected[0]} x {expected[1]}: delete the file and run snakemake again to make it anew"
        )
    # Moment 1 is not defined where moment 0 is 0; everything else is finite everywhere.
    finite = np.isfinite(dataset[first].values).all(axis=(1, 2))
    if not finite.all():
        row = int(np.argmin(finite))
        labels = ", ".join(f"{name} {dataset[name].values[row]}" for name in ImageLabel._fields)
        raise ContractBroken(
            f"{path}: the image of {labels} has NaN or infinite {first}, expected finite values everywhere: delete "
            "the file and run snakemake again; if it comes back, look into the log of its images job"
        )


def n_images_in(path: str | Path) -> int:
    """Number of images in a file, read from its header; 0 where that fails, as reading it will say why."""
    try:
        if is_broken(path):
            return 0
        with xr.open_dataset(path, engine="netcdf4") as opened:
            return opened.sizes.get("image", 0)
    except (OSError, ValueError, RuntimeError):
        return 0


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items, the last one shorter."""
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch
