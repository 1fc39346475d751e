"""One table of all that is known of each output of a simulation."""

from dataclasses import replace

from simanalogues.schema.disks import DISKS
from simanalogues.schema.kind import Kind
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.temperatures import TEMPERATURES
from simanalogues.schema.variable import OUTPUT, Variable

ORBIT: dict[str, Variable] = {
    "semi_major_axis_au": Variable(OUTPUT, "AU", "of the osculating orbit of the pair; negative where it is unbound"),
    "eccentricity": Variable(OUTPUT, "1", "of the osculating orbit of the pair"),
    "orbital_period_kyr": Variable(OUTPUT, "kyr", "of the osculating orbit; NaN where it is unbound"),
    "orbital_axis": Variable((*OUTPUT, "xyz"), "1", "unit vector of the pair's orbital angular momentum"),
    "n_periastra": Variable(OUTPUT, "1", "number of periastra that the pair has passed since its second star formed"),
    "time_since_periastron_kyr": Variable(OUTPUT, "kyr", "time since the last periastron passed; NaN before the first"),
    "orbital_phase": Variable(OUTPUT, "1", "that time over the orbital period; NaN where either is not known"),
}
# What of the temperatures it tells.
OF_TEMPERATURES = ("n_photons", "temperature_noise", "unreached_cells", "unreached_mass", "coldest_k", "hottest_k")

CATALOGUE = Kind(
    "catalogue",
    {
        **SNAPSHOTS.variables,
        **{name: variable for name, variable in DISKS.variables.items() if name not in SNAPSHOTS.variables},
        **ORBIT,
        **{name: replace(TEMPERATURES.variables[name], optional=True) for name in OF_TEMPERATURES},
    },
)
