"""Tables of the numbers of a dataset, as CSV: vectors and profiles are left out."""

from pathlib import Path

import xarray as xr

from simanalogues.whole_files import written_whole


def write_table(dataset: xr.Dataset, dims: tuple[str, ...], destination: str | Path) -> None:
    """Write one row per combination of the dimensions; what is not known is an empty field.

    The columns are the simulation's name, the dimensions, and all variables that have no others; a variable of fewer
    is repeated.
    """
    names = [name for name, variable in dataset.data_vars.items() if set(variable.dims) <= set(dims)]
    table = dataset[names].to_dataframe(dim_order=list(dims)).reset_index()
    table.insert(0, "simulation", dataset.attrs["simulation"])
    with written_whole(destination) as partial:
        table.to_csv(partial, index=False, float_format="%.10g")


def split_by_star(dataset: xr.Dataset, name: str) -> dict[str, xr.DataArray]:
    """A variable of both stars as two, such as `disk_inclination_primary_deg` of `disk_inclination_deg`."""
    quantity, unit = name.rsplit("_", 1)
    return {f"{quantity}_{star}_{unit}": dataset[name].sel(star=star, drop=True) for star in dataset["star"].values}
