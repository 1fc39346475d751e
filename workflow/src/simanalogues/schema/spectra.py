"""The spectral energy distribution of each view."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import NUMBER, OUTPUT, VIEW, Variable

SPECTRA = Kind(
    "spectra",
    {
        "output": NUMBER,
        "skipped": Variable(OUTPUT, "1", "why the output has no view; empty if it has"),
        "wavelength_micron": Variable(("wavelength",), "micron", "wavelength"),
        "flux_jy": Variable(
            (*VIEW, "wavelength"), "Jy", "flux density of dust and stars within the aperture, at the target's distance"
        ),
        "stellar_flux_jy": Variable(
            (*VIEW, "wavelength"),
            "Jy",
            "the part of it that comes straight from the stars, through the dust before them",
        ),
        "bolometric_temperature_k": Variable(VIEW, "K", "1.25e-11 K/Hz x the flux-weighted mean frequency"),
        "bolometric_luminosity_lsun": Variable(
            VIEW, "Lsun", "4 pi d^2 x the flux over all frequencies; too high where cells are optically thick"
        ),
        "evolutionary_class": Variable(
            VIEW, "1", "Class by bolometric temperature: 0, I, II, III; empty without a view"
        ),
    },
)
