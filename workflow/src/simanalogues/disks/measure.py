"""The file of kind `disks`: what the gas about each star of each output does."""

from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.disks.axis import SPIN_RADIUS_AU
from simanalogues.disks.disk import measure_disk
from simanalogues.disks.gas import Gas, cell_at_star_au, gas_about
from simanalogues.disks.profiles import mass_within_msun, profiles_of, shell_edges_au
from simanalogues.disks.reading import cells_of_stars, stars_in_box, warn_not_measured
from simanalogues.log import progress
from simanalogues.readers.source import Source
from simanalogues.schema.disks import DISKS
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.variable import STAR

SPHERE_AU = 100.0


def measure_disks(snapshots: str | Path, *, source: Source, settings: dict, destination: str | Path) -> None:
    """Write what the gas about the stars of some outputs does (kind `disks`).

    A star that exists is measured also where its output is skipped. What does not exist, lies outside the box or has
    no cell about it is NaN.

    Parameters
    ----------
    snapshots
        File of kind `snapshots`.
    source
        The simulation.
    settings
        The config's `disks` block: `shells_per_decade`, `profile_inner_au` and `profile_outer_au` of the spherical
        profiles, `last_shell` of the size.

    Raises
    ------
    InputMissing, RamsesFileDamaged, DensityInvalid
        A file is missing, cut short, or has densities that are negative or not finite.
    """
    records = read_dataset(snapshots, SNAPSHOTS)
    n_outputs = records.sizes["output"]
    bounds_au = settings["profile_inner_au"], settings["profile_outer_au"]
    edges_au = shell_edges_au(*bounds_au, shells_per_decade=settings["shells_per_decade"])
    columns = _not_measured(n_outputs, records.sizes["star"], edges_au.size - 1)
    for i in progress(range(n_outputs), "outputs", total=n_outputs):
        measured = measure_output(records.isel(output=i), source, edges_au=edges_au, last_shell=settings["last_shell"])
        for star, values in measured.items():
            for name, value in values.items():
                columns[name][i, star] = value
    dataset = _as_dataset(records, columns, edges_au)
    dataset.attrs |= settings | {"last_shell": int(settings["last_shell"]), "simulation": records.attrs["simulation"]}
    write_dataset(dataset, DISKS, destination)


def measure_output(record: xr.Dataset, source: Source, *, edges_au: np.ndarray, last_shell: bool) -> dict[int, dict]:
    """Values under the names of the contract, by the star's place in the record; stars not measured are left out.

    Parameters
    ----------
    record
        One output of a file of kind `snapshots`.
    edges_au
        Of the spherical shells.
    """
    reach_au = max(SPIN_RADIUS_AU, edges_au[-1])
    cells_of = cells_of_stars(record, source, stars=stars_in_box(record), reach_au=reach_au)
    measured = {}
    for star, cells in cells_of.items():
        position_au, velocity_kms = record["position_au"].values[star], record["velocity_kms"].values[star]
        gas = gas_about(cells, position_au=position_au, velocity_kms=velocity_kms, reach_au=reach_au)
        if np.isnan(cell_at_star_au(gas)):
            warn_not_measured(record, star, why="no cell holds it")
            continue
        masses = {"star_mass_msun": float(record["mass_msun"][star]), "separation_au": float(record["separation_au"])}
        measured[star] = measure_star(gas, edges_au=edges_au, last_shell=last_shell, **masses)
    return measured


def measure_star(
    gas: Gas, *, star_mass_msun: float, separation_au: float, edges_au: np.ndarray, last_shell: bool
) -> dict:
    """All values of one star, under the names of the contract.

    Parameters
    ----------
    gas
        All gas within 1000 AU and the outermost edge, with a cell that holds the star.
    separation_au
        Distance to the other star; NaN if there is none.
    """
    return {
        **measure_disk(gas, star_mass_msun=star_mass_msun, separation_au=separation_au, last_shell=last_shell),
        **profiles_of(gas, edges_au),
        "smallest_cell_au": cell_at_star_au(gas),
        "gas_mass_100au_msun": mass_within_msun(gas, SPHERE_AU),
    }


def _not_measured(n_outputs: int, n_stars: int, n_shells: int) -> dict[str, np.ndarray]:
    sizes = {"output": n_outputs, "star": n_stars, "xyz": 3, "shell": n_shells}
    shapes = {
        name: [sizes[dim] for dim in variable.dims] for name, variable in DISKS.variables.items() if _is_of_star(name)
    }
    return {name: np.full(shape, np.nan) for name, shape in shapes.items()}


def _is_of_star(name: str) -> bool:
    return DISKS.variables[name].dims[:2] == STAR


def _as_dataset(records: xr.Dataset, columns: dict[str, np.ndarray], edges_au: np.ndarray) -> xr.Dataset:
    variables = {name: (DISKS.variables[name].dims, values) for name, values in columns.items()}
    variables["output"] = (("output",), records["output"].values)
    variables["skipped"] = (("output",), records["skipped"].values.astype(object))
    variables["shell_edge_au"] = (("edge",), edges_au)
    return xr.Dataset(variables, coords={"star": records["star"].values, "xyz": ["x", "y", "z"]})
