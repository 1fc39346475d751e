"""What makes two systems alike: metadata of images, and how unlike two of them are (paper Eq. 6)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simanalogues.errors import MetadataUnusable
from simanalogues.log import LOGGER


@dataclass(frozen=True)
class Metadata:
    """Names of the metadata, their values of shape (image, metadata), and why others were left out, by name."""

    names: tuple[str, ...]
    values: np.ndarray
    left_out: dict[str, str]


def metadata_of(images: pd.DataFrame, settings: Mapping) -> Metadata:
    """Metadata of images that can tell systems apart.

    Parameters
    ----------
    images
        Row of `parameters.table.parameter_table` for each image.
    settings
        `metadata`, names of parameters; `unusable_metadata`: `refuse` or `leave_out` those that are not known of every
        image or the same for all.

    Raises
    ------
    MetadataUnusable
        One cannot be used and is not to be left out, one is negative, or none is left.
    """
    values = {name: images[name].to_numpy(dtype=float) for name in settings["metadata"]}
    for name, column in values.items():
        if (column < 0).any():
            raise MetadataUnusable(
                f"training.metadata: {name} is negative for {(column < 0).sum()} of {column.size} images "
                f"(down to {np.nanmin(column):.4g}), but Eq. 6 takes positive numbers only: take another parameter"
            )
    unusable = {name: reason for name, column in values.items() if (reason := why_unusable(column))}
    listed = "; ".join(f"{name} {reason}" for name, reason in unusable.items())
    if unusable and (settings["unusable_metadata"] == "refuse" or len(unusable) == len(values)):
        raise MetadataUnusable(
            f"training.metadata: {listed}. Take other metadata, or, where some can be used, leave these out by "
            "`unusable_metadata: leave_out`"
        )
    if unusable:
        LOGGER.warning("metadata left out: %s", listed)
    names = tuple(name for name in values if name not in unusable)
    return Metadata(names, np.column_stack([values[name] for name in names]), unusable)


def why_unusable(column: np.ndarray) -> str:
    """Why a parameter says nothing about likeness; empty where it does."""
    unknown = ~np.isfinite(column)
    if unknown.any():
        return f"is not known of {unknown.sum()} of {column.size} images"
    return f"is {column[0]:.4g} for all images" if column.size and (column == column[0]).all() else ""


def unlikeness(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Sum over the metadata of |q - q'| / (q + q') (Eq. 6 under the sum of Eq. 7).

    Parameters
    ----------
    first, second
        Shape (..., metadata), at least 0.

    Returns
    -------
    Shape (...), between 0 and the number of metadata.
    """
    total = first + second
    # Both are 0, such as the sizes of two disks that are not there: alike.
    return np.divide(np.abs(first - second), total, out=np.zeros_like(total), where=total > 0).sum(axis=-1)
