"""The catalogue of a simulation: stars, disks, orbit and temperatures of each output, as NetCDF and as CSV."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from simanalogues.catalogue.chunks import read_chunks, read_variables, require_same_outputs
from simanalogues.catalogue.citing import attributes_for_citing
from simanalogues.catalogue.orbit import osculating_orbit
from simanalogues.catalogue.periastra import periastra
from simanalogues.catalogue.tables import write_table
from simanalogues.schema.catalogue import CATALOGUE, OF_TEMPERATURES, ORBIT
from simanalogues.schema.disks import DISKS
from simanalogues.schema.files import write_dataset
from simanalogues.schema.kind import Kind
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.temperatures import TEMPERATURES
from simanalogues.schema.variable import STAR

METHOD = (
    "stars: sink particles of the simulation; orbit: osculating elements of the two stars alone, without the gas; "
    "disks: gas in rotation about each star; dust temperatures: {temperatures}"
)
REFERENCE = "Al-Belmeisi et al., Simulated analogues II"
REFERENCES = {
    "hayashi": ("Offner et al. 2009, ApJ 703, 131", "Tout et al. 1996, MNRAS 281, 257"),
    "monte_carlo": ("Bjorkman & Wood 2001, ApJ 554, 615",),
    "mctherm": ("Dullemond et al. 2012, ascl:1202.015",),
}


def catalogue_systems(inputs: Mapping, *, destination_nc: str | Path, destination_csv: str | Path) -> None:
    """Write all that is known of the outputs of one simulation (kind `catalogue`), and a table of its numbers.

    The table has a row per output and star. The attribute `periastra_may_be_missed` is 1 where the time between two
    outputs is somewhere longer than half an orbit.

    Parameters
    ----------
    inputs
        Paths of the files of all chunks: `snapshots`, `disks` and `temperatures`, empty for the analytic ones.

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        A file is missing, damaged or of another kind; or the files do not fit each other.
    """
    records = read_chunks(inputs["snapshots"], SNAPSHOTS)
    orbit = orbit_of(records)
    dataset = records.assign(orbit.data_vars).assign_attrs(orbit.attrs, temperature_method="analytic")
    dataset = _with(dataset, read_chunks(inputs["disks"], DISKS).drop_vars("skipped"), DISKS)
    if inputs["temperatures"]:
        temperatures = read_variables(inputs["temperatures"], TEMPERATURES, OF_TEMPERATURES)
        temperatures.attrs = {_of_temperature(name): value for name, value in temperatures.attrs.items()}
        dataset = _with(dataset, temperatures, TEMPERATURES)
    dataset = dataset[[name for name in CATALOGUE.variables if name in dataset]]
    write_dataset(dataset.assign_attrs(_citing(dataset.attrs, inputs)), CATALOGUE, destination_nc)
    write_table(dataset, STAR, destination_csv)


def orbit_of(records: xr.Dataset) -> xr.Dataset:
    """The orbit at each output, under the names of the contract; NaN where there is no pair.

    Parameters
    ----------
    records
        Of kind `snapshots`, all outputs of a simulation, ascending.
    """
    primary, secondary = records.sel(star="primary"), records.sel(star="secondary")
    separation = (primary["position_au"] - secondary["position_au"]).values
    velocity = (primary["velocity_kms"] - secondary["velocity_kms"]).values
    orbit = osculating_orbit(separation, velocity, records["mass_msun"].sum("star", skipna=False).values)
    passed = periastra(records["time_kyr"].values, separation, velocity_kms=velocity, period_kyr=orbit.period_kyr)
    columns = {
        "semi_major_axis_au": orbit.semi_major_axis_au,
        "eccentricity": orbit.eccentricity,
        "orbital_period_kyr": orbit.period_kyr,
        "orbital_axis": orbit.axis,
        "n_periastra": passed.n_periastra,
        "time_since_periastron_kyr": passed.time_since_kyr,
        "orbital_phase": passed.time_since_kyr / orbit.period_kyr,
    }
    dataset = xr.Dataset({name: (ORBIT[name].dims, values) for name, values in columns.items()})
    attributes = {"periastra_may_be_missed": int(passed.may_be_missed)}
    return dataset.assign_coords(output=records["output"]).assign_attrs(attributes)


def _with(dataset: xr.Dataset, part: xr.Dataset, kind: Kind) -> xr.Dataset:
    require_same_outputs(dataset, part, kind)
    return dataset.assign(part.data_vars).assign_attrs(part.attrs)


def _of_temperature(attribute: str) -> str:
    return attribute if attribute == "simulation" else f"temperature_{attribute}"


def _citing(attributes: Mapping, inputs: Mapping) -> dict[str, str]:
    method, intrinsic = attributes["temperature_method"], attributes["intrinsic"]
    return attributes_for_citing(
        title=f"The pair of stars of simulation {attributes['simulation']}: stars, disks and orbit of every output",
        method=METHOD.format(temperatures=method),
        references=(REFERENCE, *REFERENCES.get(intrinsic, ()), *REFERENCES.get(method, ())),
        inputs={kind: inputs[kind] for kind in ("snapshots", "disks", "temperatures")},
    )
