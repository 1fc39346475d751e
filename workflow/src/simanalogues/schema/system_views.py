"""What each observer of a system sees of its orbit and of its disks."""

from dataclasses import replace

from simanalogues.schema.kind import Kind
from simanalogues.schema.spectra import SPECTRA
from simanalogues.schema.variable import NUMBER, VIEW, Variable

# What of the spectra it tells.
OF_SPECTRA = ("bolometric_temperature_k", "bolometric_luminosity_lsun", "evolutionary_class")

SYSTEM_VIEWS = Kind(
    "system_views",
    {
        "output": NUMBER,
        "orbital_plane_angle_deg": Variable(
            VIEW, "deg", "angle between the line of sight and the orbital plane: 90 where the orbit is seen face-on"
        ),
        "orbital_inclination_deg": Variable(
            VIEW, "deg", "angle between the line of sight and the orbital angular momentum, 0 to 180"
        ),
        "disk_inclination_deg": Variable(
            (*VIEW, "star"), "deg", "angle between the line of sight and the disk's axis, 0 to 180; NaN without a disk"
        ),
        **{name: replace(SPECTRA.variables[name], optional=True) for name in OF_SPECTRA},
    },
)
