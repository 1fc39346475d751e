"""Cached features of a backbone as heads take them: pooled vectors in memory, or feature maps from the disk.

The backbone itself never runs here. What a head takes is an array of shape (image, cell, channel):

- `pooling: average`: one cell, the average over the map. With `feature: pooled` or `full` it is the very average of the
  last feature map, with `grid` that of its 4 x 4 cells.
- `pooling: flatten`: with `feature: grid` its 16 cells, with `full` all pixels of the map. They stay on the disk: only
  what a batch asks for is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import netCDF4
import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.errors import CatalogueEmpty, EmbeddingMismatch
from simanalogues.parameters.table import LABELS_AND_RECORD
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.files import map_variable, read_dataset, require_sealed
from simanalogues.schema.origin import require_same_origin

GRID_CELLS = 16
# Rows that are averaged at once.
ROWS = 4096
Take = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Features:
    """Features of a catalogue.

    labels
        `simulation`, `output`, `view` and `record_digest` of each image.
    map_shape
        (y, x, channel) of what a head takes; (1, 1, channel) of pooled features.
    take
        Features of some rows, shape (row, cell, channel), float32.
    attributes
        Of the files, which say where the features come from.
    checksums
        Of the features of each file.
    """

    labels: pd.DataFrame
    map_shape: tuple[int, int, int]
    take: Take
    attributes: dict
    checksums: tuple[str, ...]
    streamed: bool

    @property
    def cells(self) -> int:
        """Number of cells."""
        return self.map_shape[0] * self.map_shape[1]


def open_features(paths: Sequence[str | Path], pooling: str) -> Features:
    """Features of files of kind `embedding`, in their order.

    Raises
    ------
    CatalogueEmpty
        No file has an image.
    EmbeddingMismatch
        Files were embedded in different ways, or hold no feature map where one is to be flattened.
    InputMissing, CacheDamaged
        A file is not there, or damaged.
    """
    light = {path: read_dataset(path, EMBEDDING, LABELS_AND_RECORD) for path in paths}
    light = {path: dataset for path, dataset in light.items() if dataset.sizes["image"]}
    if not light:
        raise CatalogueEmpty("no image of any simulation was embedded: there is nothing to train on")
    first = next(iter(light.values())).attrs
    for path, dataset in light.items():
        require_same_origin(first, dataset.attrs, whose="the first file", path=str(path))
    labels = pd.concat([dataset.to_dataframe()[LABELS_AND_RECORD] for dataset in light.values()])
    parts = [part_of(path, pooling, first["feature"]) for path in light]
    map_shape, checksums = parts[0].map_shape, tuple(part.checksum for part in parts)
    streamed = pooling == "flatten"
    take = from_parts(parts) if streamed else in_memory(parts)
    return Features(labels.reset_index(drop=True), map_shape, take, dict(first), checksums, streamed)


@dataclass(frozen=True)
class Part:
    """One file: how many images, what is taken of each, how, and the checksum of it."""

    n_images: int
    map_shape: tuple[int, int, int]
    take: Take
    checksum: str


def part_of(path: str | Path, pooling: str, feature: str, dimension: str = "image") -> Part:
    """What a head takes of one file of kind `embedding`, or, along `variant`, of kind `embedding_observation`."""
    require_sealed(path)
    with xr.open_dataset(path, engine="netcdf4") as opened:
        sizes, checksums = dict(opened.sizes), {name: opened[name].attrs.get("checksum", "") for name in opened}
    if pooling == "flatten" and feature == "full":
        return _part_of_maps(path, sizes, checksums, dimension)
    vectors = map_variable(path, "features")
    if feature == "grid":
        side, channels = int(GRID_CELLS**0.5), vectors.shape[1] // GRID_CELLS
        cells = vectors.reshape(-1, GRID_CELLS, channels)
        if pooling == "average":
            return Part(len(cells), (1, 1, channels), lambda rows: averaged(cells, rows), checksums["features"])
        return Part(len(cells), (side, side, channels), lambda rows: np.asarray(cells[rows]), checksums["features"])
    if pooling == "flatten":
        raise EmbeddingMismatch(f"{path} holds pooled features, which cannot be flattened: take `pooling: average`")
    single = vectors[:, None, :]
    return Part(len(vectors), (1, 1, vectors.shape[1]), lambda rows: np.asarray(single[rows]), checksums["features"])


def _part_of_maps(path: str | Path, sizes: dict, checksums: dict, dimension: str) -> Part:
    if "maps" not in checksums:
        raise EmbeddingMismatch(
            f"{path} holds no feature maps (`maps`), which `pooling: flatten` with `feature: full` takes: delete it "
            "and run snakemake again"
        )
    shape = sizes["map_y"], sizes["map_x"], sizes["channel"]

    def take(rows: np.ndarray) -> np.ndarray:
        with netCDF4.Dataset(path) as opened:
            stored = opened["maps"]
            maps = np.stack([stored[int(row)] for row in rows]) if len(rows) else np.empty((0, *shape))
        return np.asarray(maps, dtype=np.float32).reshape(len(rows), -1, shape[2])

    return Part(sizes[dimension], shape, take, checksums["maps"])


def averaged(cells: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Mean over the cells of some rows, shape (row, 1, channel), float32; block by block, for what lies on the disk."""
    blocks = [cells[rows[i : i + ROWS]].mean(axis=1, keepdims=True) for i in range(0, len(rows), ROWS)]
    return np.concatenate([np.empty((0, 1, cells.shape[2]), np.float32), *blocks])


def in_memory(parts: list[Part]) -> Take:
    """All features in memory."""
    everything = np.concatenate([part.take(np.arange(part.n_images)) for part in parts])
    return lambda rows: everything[rows]


def from_parts(parts: list[Part]) -> Take:
    """Rows from the files that hold them, each row read once."""
    starts = np.cumsum([0, *(part.n_images for part in parts)])

    def take(rows: np.ndarray) -> np.ndarray:
        distinct, place = np.unique(rows, return_inverse=True)
        owner = np.searchsorted(starts, distinct, side="right") - 1
        taken = [part.take(distinct[owner == i] - starts[i]) for i, part in enumerate(parts) if (owner == i).any()]
        return np.concatenate(taken)[place]

    return take
