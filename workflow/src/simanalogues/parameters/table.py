"""System parameters of each image, from the catalogue of its simulation and what its view sees of the system."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.errors import EmbeddingMismatch, InputMissing
from simanalogues.parameters.records import record_digests
from simanalogues.parameters.registry import BOTH, PARAMETERS, TIME, Source
from simanalogues.readers.cadence import time_span
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.files import read_dataset
from simanalogues.schema.system_views import SYSTEM_VIEWS

LABELS = ["simulation", "output", "view"]
LABELS_AND_RECORD = [*LABELS, "record_digest"]


def parameters_of_images(
    images: pd.DataFrame, catalogues: Sequence[str | Path], system_views: Sequence[str | Path]
) -> pd.DataFrame:
    """Row of `parameter_table` for each image.

    Parameters
    ----------
    images
        Columns `simulation`, `output`, `view` and `record_digest`.
    catalogues, system_views
        Files of kind `catalogue` and `system_views`, one of each per simulation.

    Raises
    ------
    InputMissing
        The catalogue lacks an image.
    EmbeddingMismatch
        An image goes back to another record of its output than the catalogue: they are of different runs.
    """
    read = [read_dataset(path, CATALOGUE) for path in catalogues]
    table = parameter_table(read, [read_dataset(path, SYSTEM_VIEWS) for path in system_views])
    wanted = pd.MultiIndex.from_frame(images[LABELS])
    if len(missing := wanted.difference(table.index)):
        simulation, output, view = missing[0]
        raise InputMissing(
            f"the catalogue of '{simulation}' has no view {view} of output {output} ({len(missing)} images are "
            "missing in all): it is older than the images, run snakemake again"
        )
    rows = table.loc[wanted]
    differ = rows["record_digest"].to_numpy() != images["record_digest"].to_numpy()
    if differ.any():
        simulation, output, _ = wanted[int(np.argmax(differ))]
        raise EmbeddingMismatch(
            f"images and catalogue of '{simulation}' are of different runs: output {output} has other times or stars "
            f"in one than in the other ({differ.sum()} of {differ.size} images differ): delete its images and its "
            "catalogue under results and run snakemake again"
        )
    return rows


def parameter_table(catalogues: list[xr.Dataset], views: list[xr.Dataset]) -> pd.DataFrame:
    """One row per view of each output, indexed by (simulation, output, view): all parameters, `span_kyr`, the time that
    the output stands for, and `record_digest`, of the record that they are from.

    Parameters
    ----------
    catalogues, views
        Datasets of kind `catalogue` and `system_views`, one of each per simulation.
    """
    of_views = {dataset.attrs["simulation"]: dataset for dataset in views}
    tables = [_parameters_of(dataset, of_views[dataset.attrs["simulation"]]) for dataset in catalogues]
    return pd.concat(tables).sort_index()


def _parameters_of(catalogue: xr.Dataset, views: xr.Dataset) -> pd.DataFrame:
    files = {"catalogue": catalogue, "system_views": views}
    sources = {name: parameter.source for name, parameter in PARAMETERS.items()}
    columns = {
        name: _values(files[source.kind], source) for name, source in sources.items() if _is_there(files, source)
    }
    columns["record_digest"] = ("output", record_digests(catalogue))
    columns["span_kyr"] = xr.zeros_like(catalogue[TIME]) + time_span(catalogue[TIME].values)
    numbered = xr.Dataset(columns).assign_coords(view=np.arange(views.sizes["view"]))
    table = numbered.to_dataframe(dim_order=["output", "view"]).reset_index()
    return table.assign(simulation=catalogue.attrs["simulation"]).set_index(["simulation", "output", "view"])


def _is_there(files: Mapping[str, xr.Dataset], source: Source) -> bool:
    return not source.from_spectra or source.variable in files[source.kind]


def _values(dataset: xr.Dataset, source: Source) -> xr.DataArray:
    values = dataset[source.variable]
    if source.star is None:
        return values
    return values.sum("star", skipna=False) if source.star == BOTH else values.sel(star=source.star, drop=True)
