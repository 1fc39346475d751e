"""System parameters of each image, from the catalogue of its simulation and what its view sees of the system."""

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.matching.names import OF_DISKS, OF_OUTPUTS, OF_SPECTRA, OF_STARS, OF_VIEWS, STARS, SUMS, TIME
from simanalogues.matching.weights import probability_of_separation
from simanalogues.readers.cadence import time_span


def parameter_table(catalogues: list[xr.Dataset], views: list[xr.Dataset]) -> pd.DataFrame:
    """One row per view of each output, indexed by (simulation, output, view): all parameters, and `span_kyr`, the time
    that the output stands for.

    Parameters
    ----------
    catalogues, views
        Datasets of kind `catalogue` and `system_views`, one of each per simulation.
    """
    of_views = {dataset.attrs["simulation"]: dataset for dataset in views}
    tables = [_parameters_of(dataset, of_views[dataset.attrs["simulation"]]) for dataset in catalogues]
    return pd.concat(tables).sort_index()


def _parameters_of(catalogue: xr.Dataset, views: xr.Dataset) -> pd.DataFrame:
    columns = {name: catalogue[variable].sum("star", skipna=False) for name, variable in SUMS.items()}
    for name, variable in OF_STARS.items():
        columns |= {name.format(star): catalogue[variable].sel(star=star, drop=True) for star in STARS}
    columns |= {name: catalogue[name] for name in OF_OUTPUTS}
    columns["span_kyr"] = xr.zeros_like(catalogue[TIME]) + time_span(catalogue[TIME].values)
    columns |= {name: views[name] for name in (*OF_VIEWS, *OF_SPECTRA) if name in views}
    inclination = views["disk_inclination_deg"]
    columns |= {OF_DISKS.format(star): inclination.sel(star=star, drop=True) for star in STARS}
    numbered = xr.Dataset(columns).assign_coords(view=np.arange(views.sizes["view"]))
    table = numbered.to_dataframe(dim_order=["output", "view"]).reset_index()
    return table.assign(simulation=catalogue.attrs["simulation"]).set_index(["simulation", "output", "view"])


def raw_weights(images: pd.DataFrame, projected_au: float, error_au: float) -> np.ndarray:
    """Time span x probability of the observed separation / number of views of the output, of shape (n_images,).

    Parameters
    ----------
    images
        Row of `parameter_table` for each image.
    """
    n_views = images.groupby(level=["simulation", "output"])[TIME].transform("size")
    probability = probability_of_separation(images["separation_au"].to_numpy(), projected_au, error_au)
    return images["span_kyr"].to_numpy() * probability / n_views.to_numpy()
