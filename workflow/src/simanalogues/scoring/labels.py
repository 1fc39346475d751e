"""What the images of a file of features are, without reading the features."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import xarray as xr

from simanalogues.parameters.table import LABELS_AND_RECORD
from simanalogues.schema.files import require_sealed


class Labelled(NamedTuple):
    """The images of a file of kind `embedding` or `embedding_pseudo`.

    labels
        Columns `simulation`, `output`, `view`, `record_digest` and others that were asked for; a row per image.
    attributes
        Of the file: where its features come from.
    variables
        Names of all variables of the file.
    """

    labels: pd.DataFrame
    attributes: dict
    variables: tuple[str, ...]


def labels_of_file(path: str | Path, further: Sequence[str] = ()) -> Labelled:
    """The labels of a file's images, and of `further` variables along them.

    Raises
    ------
    InputMissing, CacheDamaged
        See `require_sealed`.
    """
    names = [*LABELS_AND_RECORD, *further]
    require_sealed(path)
    with xr.open_dataset(path, engine="netcdf4") as opened:
        light = opened[names].load()
        variables = tuple(map(str, opened.variables))
    return Labelled(light.to_dataframe()[names], dict(light.attrs), variables)
