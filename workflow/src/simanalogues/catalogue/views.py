"""How each view of a simulation sees its orbit and its disks, as NetCDF and as CSV."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.catalogue.chunks import read_variables, require_same_outputs
from simanalogues.catalogue.citing import attributes_for_citing
from simanalogues.catalogue.tables import split_by_star, write_table
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.spectra import SPECTRA
from simanalogues.schema.system_views import OF_SPECTRA, SYSTEM_VIEWS
from simanalogues.schema.variable import VIEW
from simanalogues.schema.views import VIEWS

METHOD = "angles between the lines of sight, the osculating orbit and the axes of the disks"
CLASSES = "; spectra of dust and stars, bolometric temperatures and Classes from them"


def catalogue_views(inputs: Mapping, *, destination_nc: str | Path, destination_csv: str | Path) -> None:
    """Write how the views of one simulation see its pair (kind `system_views`), and a table of the numbers.

    The table has a row per output and view.

    Parameters
    ----------
    inputs
        Paths `catalogue`, of kind `catalogue`; and of the files of all chunks `views`, and `spectra`, which may be
        empty.

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        A file is missing, damaged or of another kind; or the files do not fit each other.
    """
    catalogue = read_dataset(inputs["catalogue"], CATALOGUE)
    views = read_variables(inputs["views"], VIEWS, ["sightline"])
    require_same_outputs(catalogue, views, VIEWS)
    dataset = angles_of_views(catalogue, views["sightline"].values)
    if inputs["spectra"]:
        spectra = read_variables(inputs["spectra"], SPECTRA, OF_SPECTRA)
        require_same_outputs(catalogue, spectra, SPECTRA)
        dataset = dataset.assign(spectra.data_vars).assign_attrs(spectra.attrs)
    dataset = dataset.assign_attrs(simulation=catalogue.attrs["simulation"], **_citing(catalogue, inputs))
    write_dataset(dataset, SYSTEM_VIEWS, destination_nc)
    write_table(dataset.assign(split_by_star(dataset, "disk_inclination_deg")), VIEW, destination_csv)


def angles_of_views(catalogue: xr.Dataset, sightlines: np.ndarray) -> xr.Dataset:
    """Angles under the names of the contract; NaN where there is no view, no orbit or no disk.

    Parameters
    ----------
    catalogue
        Of kind `catalogue`.
    sightlines
        Unit vectors to the observers, shape (n_outputs, n_views, 3); NaN where there is none.
    """
    inclination = angle_deg(sightlines, catalogue["orbital_axis"].values[:, None])
    has_disk = catalogue["disk_size_au"].values > 0
    axes = np.where(has_disk[..., None], catalogue["disk_axis"].values, np.nan)
    columns = {
        "orbital_plane_angle_deg": np.abs(90 - inclination),
        "orbital_inclination_deg": inclination,
        "disk_inclination_deg": angle_deg(sightlines[:, :, None], axes[:, None]),
    }
    variables = {name: (SYSTEM_VIEWS.variables[name].dims, values) for name, values in columns.items()}
    return xr.Dataset(variables, coords={"output": catalogue["output"].values, "star": catalogue["star"].values})


def angle_deg(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Angle between vectors of shape (..., 3), 0 to 180; by both sine and cosine, so that small ones lose no digits."""
    sine = np.linalg.norm(np.cross(first, second), axis=-1)
    return np.rad2deg(np.arctan2(sine, (first * second).sum(axis=-1)))


def _citing(catalogue: xr.Dataset, inputs: Mapping) -> dict[str, str]:
    return attributes_for_citing(
        title=f"The pair of stars of simulation {catalogue.attrs['simulation']}, as each of its observers sees it",
        method=METHOD + CLASSES if inputs["spectra"] else METHOD,
        references=(catalogue.attrs["references"],),
        inputs={"catalogue": [inputs["catalogue"]]} | {kind: inputs[kind] for kind in ("views", "spectra")},
    )
