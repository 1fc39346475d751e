"""Variables of the files that the catalogue is made of: disks, temperatures, spectra, systems, views of systems."""

from simanalogues.schema.variable import OUTPUT, STAR, VIEW, Variable

SHELL = (*STAR, "shell")
NUMBER = Variable(OUTPUT, "1", "number of the simulation output")

DISKS: dict[str, Variable] = {
    "output": NUMBER,
    "skipped": Variable(OUTPUT, "1", "why the output has no pair; empty if it has"),
    "disk_size_au": Variable(
        STAR, "AU", "outer radius of the disk; 0 where there is none, NaN where it was not measured"
    ),
    "disk_is_unresolved": Variable(
        STAR, "1", "1 where the disk size is under two cells: an upper limit; else 0, NaN where not measured"
    ),
    "disk_mass_msun": Variable(STAR, "Msun", "gas mass of the disk; 0 where there is none, NaN where not measured"),
    "disk_axis": Variable((*STAR, "xyz"), "1", "unit vector of the spin of the gas about the star, the disk's axis"),
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
}

TEMPERATURES: dict[str, Variable] = {
    "output": NUMBER,
    "skipped": Variable(OUTPUT, "1", "why the output has no temperature; empty if it has"),
    "n_nodes": Variable(OUTPUT, "1", "number of the output's entries of `refined`"),
    "n_leaves": Variable(OUTPUT, "1", "number of the output's entries of `temperature_k`"),
    "corner_au": Variable((*OUTPUT, "xyz"), "AU", "lower corner of the grid, from the midpoint of the two stars"),
    "base_width_au": Variable(OUTPUT, "AU", "width of a cell of the base grid"),
    "n_base": Variable(OUTPUT, "1", "cells of the base grid along each axis"),
    "refined": Variable(("node",), "1", "amr_grid's flags, output after output: 1 is refined, 0 a leaf"),
    "temperature_k": Variable(
        ("leaf",), "K", "dust temperature of the leaves in amr_grid's order, output after output"
    ),
    "n_photons": Variable(OUTPUT, "1", "photon packets of the Monte Carlo run"),
    "temperature_noise": Variable(
        OUTPUT, "1", "mass-weighted median over the cells of the relative standard error of their temperature"
    ),
    "unreached_cells": Variable(OUTPUT, "1", "fraction of the cells with dust that no photon reached"),
    "unreached_mass": Variable(OUTPUT, "1", "fraction of the dust mass that no photon reached"),
    "coldest_k": Variable(OUTPUT, "K", "lowest dust temperature after the floor"),
    "hottest_k": Variable(OUTPUT, "K", "highest dust temperature"),
}

SPECTRA: dict[str, Variable] = {
    "output": NUMBER,
    "skipped": Variable(OUTPUT, "1", "why the output has no view; empty if it has"),
    "wavelength_micron": Variable(("wavelength",), "micron", "wavelength"),
    "flux_jy": Variable(
        (*VIEW, "wavelength"), "Jy", "flux density of dust and stars within the aperture, at the target's distance"
    ),
    "stellar_flux_jy": Variable(
        (*VIEW, "wavelength"), "Jy", "the part of it that comes straight from the stars, through the dust before them"
    ),
    "bolometric_temperature_k": Variable(VIEW, "K", "1.25e-11 K/Hz x the flux-weighted mean frequency"),
    "bolometric_luminosity_lsun": Variable(
        VIEW, "Lsun", "4 pi d^2 x the flux over all frequencies; too high where cells are optically thick"
    ),
    "evolutionary_class": Variable(VIEW, "1", "Class by bolometric temperature: 0, I, II, III; empty without a view"),
}

ORBIT: dict[str, Variable] = {
    "semi_major_axis_au": Variable(OUTPUT, "AU", "of the osculating orbit of the pair; negative where it is unbound"),
    "eccentricity": Variable(OUTPUT, "1", "of the osculating orbit of the pair"),
    "orbital_period_kyr": Variable(OUTPUT, "kyr", "of the osculating orbit; NaN where it is unbound"),
    "orbital_axis": Variable((*OUTPUT, "xyz"), "1", "unit vector of the pair's orbital angular momentum"),
    "n_periastra": Variable(OUTPUT, "1", "number of periastra that the pair has passed since its second star formed"),
    "time_since_periastron_kyr": Variable(OUTPUT, "kyr", "time since the last periastron passed; NaN before the first"),
    "orbital_phase": Variable(OUTPUT, "1", "that time over the orbital period; NaN where either is not known"),
}

SYSTEM_OF_VIEW: dict[str, Variable] = {
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
    **{
        name: Variable(SPECTRA[name].dims, SPECTRA[name].units, SPECTRA[name].long_name, optional=True)
        for name in ("bolometric_temperature_k", "bolometric_luminosity_lsun", "evolutionary_class")
    },
}
# What of the temperatures a catalogue tells.
OF_TEMPERATURES = ("n_photons", "temperature_noise", "unreached_cells", "unreached_mass", "coldest_k", "hottest_k")
