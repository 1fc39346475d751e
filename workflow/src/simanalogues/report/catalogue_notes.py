"""What a reader has to know of the catalogue: what was not recorded, how noisy temperatures are, disks not seen."""

import numpy as np
import xarray as xr


def notes_of_catalogue(catalogues: list[xr.Dataset]) -> list[str]:
    """Sentences, the most important first.

    Parameters
    ----------
    catalogues
        Datasets of kind `catalogue`, one per simulation.
    """
    return [
        *_unresolved(catalogues),
        *_not_measured(catalogues),
        *_reconstructed(catalogues),
        *_temperatures(catalogues),
    ]


def _unresolved(catalogues: list[xr.Dataset]) -> list[str]:
    listed = []
    for catalogue in catalogues:
        flags = catalogue["disk_is_unresolved"].sel(star="primary").values
        if (flags == 1).any():
            listed.append(f"{_name(catalogue)} ({(flags == 1).sum()} of {np.isfinite(flags).sum()} outputs)")
    if not listed:
        return []
    return [
        f"No disk of two cells or more is seen about the primary in simulation {', '.join(listed)}: its size of 0 is "
        "an upper limit that the resolution sets, not the absence of a disk."
    ]


def _not_measured(catalogues: list[xr.Dataset]) -> list[str]:
    listed = []
    for catalogue in catalogues:
        there = np.isfinite(catalogue["mass_msun"].values)
        unknown = (there & np.isnan(catalogue["disk_size_au"].values)).sum(axis=0)
        stars = [f"{star} {n}" for star, n in zip(catalogue["star"].values, unknown, strict=True) if n]
        if stars:
            listed.append(f"{_name(catalogue)} ({', '.join(stars)} of {there.shape[0]} outputs)")
    if not listed:
        return []
    return [f"The disk about a star was not measured in simulation {', '.join(listed)}: such images have no disk size."]


def _name(catalogue: xr.Dataset) -> str:
    return str(catalogue.attrs["simulation"])


def _reconstructed(catalogues: list[xr.Dataset]) -> list[str]:
    listed = [
        f"{_name(catalogue)} ({catalogue.attrs['reconstructed']})"
        for catalogue in catalogues
        if catalogue.attrs.get("reconstructed")
    ]
    return [f"Sink files lack columns that were worked out, or are unknown: {'; '.join(listed)}."] if listed else []


def _temperatures(catalogues: list[xr.Dataset]) -> list[str]:
    listed = []
    for catalogue in catalogues:
        if "temperature_noise" not in catalogue or not np.isfinite(catalogue["temperature_noise"]).any():
            continue
        noise, missed = (float(catalogue[name].median()) for name in ("temperature_noise", "unreached_cells"))
        listed.append(f"{_name(catalogue)} {100 * noise:.1f} % ({100 * missed:.2g} % of the cells unreached)")
    return [f"Photon noise of the dust temperatures, median: {', '.join(listed)}."] if listed else []
