"""Rows that an earlier state of a block already has: when outputs are added, only their images pass the network.

Snakemake deletes a job's old output before the job starts. So each block has a second name, hidden beside it, for the
same bytes on the disk: it takes no room until the block is made anew, and then goes over to the new state.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.embedding.blocks import Image
from simanalogues.errors import CacheDamaged, ContractBroken, InputMissing
from simanalogues.log import LOGGER
from simanalogues.provenance.record import ATTRIBUTE
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.files import read_dataset

KEYS = ("simulation", "output", "view", "map_digest")
RESULTS = ("features", "distance_value", "pseudo_distance", "maps", "distance")


def origin_digest(attributes: Mapping, compared: Sequence[str | Path], *, code: str) -> str:
    """Digest of all that decides on features and distances beside the image itself, 16 hexadecimal digits.

    Parameters
    ----------
    attributes
        Network, weights, preparation, seed and names, as the file has them.
    compared
        The observation, whose noise, beam and mask go into every image, and pseudo-observations.
    code
        Digest of the code that embeds.
    """
    parts = [attributes, *map(_state_of, compared), code]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()


def _state_of(path: str | Path) -> list:
    with xr.open_dataset(path, engine="netcdf4", decode_times=False) as opened:
        checksums = {name: variable.attrs["checksum"] for name, variable in opened.variables.items()}
        return [{key: value for key, value in opened.attrs.items() if key != ATTRIBUTE}, checksums]


class EarlierBlock:
    """The rows of an earlier state of a block, and which of them the block now takes.

    Parameters
    ----------
    dataset
        File of kind "embedding", or None where there is none that can be used.
    """

    def __init__(self, dataset: xr.Dataset | None) -> None:
        self._dataset = dataset
        columns = [dataset[name].values for name in KEYS] if dataset is not None else []
        self._row_of = {_key(*values): row for row, values in enumerate(zip(*columns, strict=True))}
        self._taken: list[int | None] = []
        self.images: list[Image] = []

    def unknown(self, images: Iterable[Image]) -> Iterator[Image]:
        """The images that it does not have; of all of them it remembers the label, in `images`."""
        for image in images:
            row = self._row_of.get(_key(*image.label, image.map_digest))
            self._taken.append(row)
            self.images.append(image._replace(maps={}))
            if row is None:
                yield image

    def joined(self, new: xr.Dataset) -> xr.Dataset:
        """Rows of all images in their order, `new` being those that it did not have."""
        old = [row for row in self._taken if row is not None]
        LOGGER.info("%d images, %d of them as they were; %d passed the network", *self._counts(len(old)))
        if not old:
            return new
        kept = self._dataset[[name for name in RESULTS if name in self._dataset.variables]].isel(image=old)
        if not new.sizes["image"]:
            return kept
        is_old = np.array([row is not None for row in self._taken])
        order = np.empty(len(is_old), dtype=int)
        order[is_old], order[~is_old] = np.arange(len(old)), len(old) + np.arange((~is_old).sum())
        return xr.concat([kept, new], "image", combine_attrs="drop").isel(image=order)

    def _counts(self, n_old: int) -> tuple[int, int, int]:
        return len(self._taken), n_old, len(self._taken) - n_old


def _key(simulation: str, output: int, view: int, map_digest: str) -> tuple[str, int, int, str]:
    return str(simulation), int(output), int(view), str(map_digest)


def hidden_name(destination: str | Path) -> Path:
    """The second name of a block."""
    destination = Path(destination)
    return destination.with_name(f".{destination.name}.earlier")


def earlier_block(destination: str | Path, origin: str) -> EarlierBlock:
    """What an earlier state of a block has, if it was embedded in the same way; else nothing."""
    hidden = hidden_name(destination)
    try:
        about = read_dataset(hidden, EMBEDDING, list(KEYS)).attrs
        dataset = read_dataset(hidden, EMBEDDING) if about.get("origin_digest") == origin else None
    except (InputMissing, CacheDamaged, ContractBroken):
        return EarlierBlock(None)
    return EarlierBlock(dataset)


def keep_for_later(destination: str | Path) -> None:
    """Give a block its second name; on a disk without hard links the next state starts from nothing."""
    hidden = hidden_name(destination)
    partial = hidden.with_name(f"{hidden.name}.{os.getpid()}.partial")
    try:
        os.link(destination, partial)
        partial.replace(hidden)
    except OSError as error:
        LOGGER.warning("%s cannot be kept for later (%s): when it changes, all its images pass again", hidden, error)
