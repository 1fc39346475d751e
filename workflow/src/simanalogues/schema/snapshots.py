"""The record of each output of a simulation: its two stars and how they move."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import STAR, Variable

SNAPSHOTS = Kind(
    "snapshots",
    {
        "output": Variable(("output",), "1", "number of the simulation output"),
        "time_kyr": Variable(("output",), "kyr", "time since the start of the simulation"),
        "skipped": Variable(("output",), "1", "why the output is not used; empty if it is"),
        "n_sinks": Variable(("output",), "1", "number of sinks in the output"),
        "star_id": Variable(STAR, "1", "sink id; -1 where the star does not exist"),
        "mass_msun": Variable(STAR, "Msun", "mass of the star"),
        "age_kyr": Variable(STAR, "kyr", "time since the sink formed; NaN where that is not known"),
        "position_au": Variable((*STAR, "xyz"), "AU", "position from the lower corner of the box"),
        "velocity_kms": Variable((*STAR, "xyz"), "km s-1", "velocity in the frame of the box"),
        "accretion_msun_per_yr": Variable(STAR, "Msun yr-1", "accretion rate of the star"),
        "luminosity_lsun": Variable(STAR, "Lsun", "luminosity of the star, accretion and intrinsic"),
        "accretion_luminosity_lsun": Variable(STAR, "Lsun", "the part of it that accretion gives", optional=True),
        "intrinsic_luminosity_lsun": Variable(STAR, "Lsun", "the part of it that the star gives itself", optional=True),
        "separation_au": Variable(("output",), "AU", "distance between the two stars in space"),
        "orbital_angular_momentum_au_kms": Variable(
            ("output", "xyz"), "AU km s-1", "specific angular momentum of the pair: separation x relative velocity"
        ),
    },
)
