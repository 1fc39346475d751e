"""The disk of each star and the gas about it."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import NUMBER, OUTPUT, STAR, Variable

SHELL = (*STAR, "shell")

DISKS = Kind(
    "disks",
    {
        "output": NUMBER,
        "skipped": Variable(OUTPUT, "1", "why the output has no pair; empty if it has"),
        "disk_size_au": Variable(
            STAR, "AU", "outer radius of the disk; 0 where there is none, NaN where it was not measured"
        ),
        "disk_is_unresolved": Variable(
            STAR, "1", "1 where the disk size is under two cells: an upper limit; else 0, NaN where not measured"
        ),
        "disk_mass_msun": Variable(STAR, "Msun", "gas mass of the disk; 0 where there is none, NaN where not measured"),
        "disk_axis": Variable(
            (*STAR, "xyz"), "1", "unit vector of the spin of the gas about the star, the disk's axis"
        ),
        "disk_angular_momentum_msun_au_kms": Variable(
            (*STAR, "xyz"), "Msun AU km s-1", "angular momentum of the disk's gas about the star; 0 without a disk"
        ),
        "smallest_cell_au": Variable(STAR, "AU", "width of the cell that holds the star"),
        "gas_mass_100au_msun": Variable(STAR, "Msun", "gas mass within 100 AU of the star"),
        "shell_edge_au": Variable(("edge",), "AU", "radii that bound the spherical shells about each star"),
        "shell_mass_msun": Variable(SHELL, "Msun", "gas mass in the shell; 0 where no cell's centre lies in it"),
        "shell_angular_momentum_au_kms": Variable(
            (*SHELL, "xyz"),
            "AU km s-1",
            "mass-weighted specific angular momentum of the gas about the star; NaN in an empty shell",
        ),
        "shell_radial_velocity_kms": Variable(
            SHELL,
            "km s-1",
            "mass-weighted radial velocity of the gas from the star, negative inward; NaN in an empty shell",
        ),
    },
)
