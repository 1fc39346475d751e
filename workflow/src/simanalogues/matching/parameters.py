"""System parameters of each image, from the record of its output."""

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.matching.weights import probability_of_separation
from simanalogues.readers.cadence import time_span

PARAMETERS = {
    "mass_msun": "Msun",
    "mass_primary_msun": "Msun",
    "mass_secondary_msun": "Msun",
    "age_primary_kyr": "kyr",
    "separation_au": "AU",
    "time_kyr": "kyr",
}


def parameter_table(records: list[xr.Dataset]) -> pd.DataFrame:
    """One row per output, indexed by (simulation, output): the parameters, and `span_kyr`, the time it stands for.

    Parameters
    ----------
    records
        Datasets of kind `snapshots`: all chunks of all simulations.
    """
    table = pd.concat([_parameters_of(record) for record in records]).sort_index()
    span = table.groupby(level="simulation")["time_kyr"].transform(lambda times: time_span(times.to_numpy()))
    return table.assign(span_kyr=span)


def _parameters_of(record: xr.Dataset) -> pd.DataFrame:
    mass, age = record["mass_msun"], record["age_kyr"]
    index = pd.MultiIndex.from_product(
        [[record.attrs["simulation"]], record["output"].values], names=["simulation", "output"]
    )
    return pd.DataFrame(
        {
            "mass_msun": mass.sum("star", skipna=False).values,
            "mass_primary_msun": mass.sel(star="primary").values,
            "mass_secondary_msun": mass.sel(star="secondary").values,
            "age_primary_kyr": age.sel(star="primary").values,
            "separation_au": record["separation_au"].values,
            "time_kyr": record["time_kyr"].values,
        },
        index=index,
    )


def raw_weights(outputs: pd.DataFrame, projected_au: float, error_au: float) -> np.ndarray:
    """Time span x probability of the observed separation / number of views of the output, of shape (n_images,).

    Parameters
    ----------
    outputs
        Row of `parameter_table` for each image.
    """
    n_views = outputs.groupby(level=["simulation", "output"])["time_kyr"].transform("size")
    probability = probability_of_separation(outputs["separation_au"].to_numpy(), projected_au, error_au)
    return outputs["span_kyr"].to_numpy() * probability / n_views.to_numpy()
