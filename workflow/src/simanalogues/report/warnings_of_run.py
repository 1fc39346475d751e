"""What a reader of the report has to know before believing an estimate."""

import numpy as np
import xarray as xr

from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.tables.labels import ENSEMBLES, distance_name, parameter_name
from simanalogues.tables.matchings import distances_of, fell_back

FEW_SYSTEMS = 10
FEW_OUTPUTS = 5.0


def warnings_of_run(
    tables: list[xr.Dataset], observations: list[ObservedMap], *, estimates: dict, config: dict
) -> list[str]:
    """Sentences, the most important first.

    Parameters
    ----------
    estimates
        What `tabulate_estimates` wrote.
    config
        The validated config.
    """
    return [
        *_few_systems(tables),
        *_outside_catalogue(estimates),
        *_few_outputs(estimates),
        *_fallbacks(tables),
        *_blindness(tables, estimates["distances"]),
        *_no_threshold(observations),
        *_physics(config),
        *_line_populations(observations),
        *_short_spacings(observations),
        *_zero_vectors(tables),
    ]


def _few_systems(tables: list[xr.Dataset]) -> list[str]:
    systems = sorted({str(name) for table in tables for name in table["simulation"].values})
    if len(systems) >= FEW_SYSTEMS:
        return []
    noun = "simulation" if len(systems) == 1 else "simulations"
    return [
        f"The catalogue holds {len(systems)} {noun} ({', '.join(systems)}). Images of one simulation show one system "
        "and are not independent: intervals say how the best matches spread within this catalogue, and a system unlike "
        "all of its members lies outside of them."
    ]


def _outside_catalogue(estimates: dict) -> list[str]:
    outside = {
        parameter_name(row["parameter"]): None
        for row in estimates["estimates"]
        if row["nearest"] is not None and not row["catalogue_min"] <= row["truth"] <= row["catalogue_max"]
    }
    if not outside:
        return []
    return [
        f"The truth lies outside of what the catalogue holds, so that no estimate can meet it: {', '.join(outside)}."
    ]


def _few_outputs(estimates: dict) -> list[str]:
    chosen = [row for row in estimates["estimates"] if row["distance"] == estimates["distances"][row["tracer"]]]
    few = {
        f"{row['network']} ({row['tracer']})"
        for row in chosen
        if row["network"] not in ENSEMBLES and row["n_effective_outputs"] < FEW_OUTPUTS
    }
    if not few:
        return []
    return [f"The selection counts as fewer than {FEW_OUTPUTS:.0f} independent outputs with: {', '.join(sorted(few))}."]


def _fallbacks(tables: list[xr.Dataset]) -> list[str]:
    fallen: dict[str, list[str]] = {}
    for table in tables:
        distances = [distance_name(distance) for distance in distances_of(table) if fell_back(table, distance)]
        if distances:
            found = "all distances" if len(distances) == len(distances_of(table)) else ", ".join(distances)
            fallen.setdefault(f"{table.attrs['network']} with {found}", []).append(table.attrs["tracer"])
    if not fallen:
        return []
    listed = "; ".join(f"{name} ({', '.join(tracers)})" for name, tracers in fallen.items())
    cut, n_best = tables[0].attrs["cut_sigma"], tables[0].attrs["n_best"]
    return [
        f"No image is {cut:g} standard deviations closer than the mean: {listed}. The best {n_best} images were "
        "selected there instead: they are no better than chance may make them."
    ]


def _blindness(tables: list[xr.Dataset], distances: dict[str, str]) -> list[str]:
    blind = []
    for table in tables:
        distance = distances[table.attrs["tracer"]]
        best = float(np.nanmin(table["distance_value"].sel(distance=distance).values))
        if float(table["variant_distance"].sel(variant="mirrored", distance=distance)) < best:
            blind.append(f"{table.attrs['network']} ({table.attrs['tracer']})")
    if not blind:
        return []
    return [
        "The observation's own mirror image lies closer to it than any match, so that left is not told from right, "
        f"with: {', '.join(blind)}."
    ]


def _no_threshold(observations: list[ObservedMap]) -> list[str]:
    unknown = [sky.tracer for sky in observations if sky.kind.is_velocity and not sky.noise > 0]
    if not unknown:
        return []
    return [
        f"No noise of moment 0 is known ({', '.join(unknown)}): the threshold of moment 1 is 0, and synthetic "
        "velocities count wherever there is any emission. Give noise_jy_per_beam."
    ]


def _physics(config: dict) -> list[str]:
    if config.get("temperatures", {}).get("method") != "analytic":
        return []
    return [
        "Dust temperatures are analytic: there is no shielding by dust, so disks are too hot inside, and so is what "
        "they shield. On one output RADMC-3D's Monte Carlo was 1.2 times cooler within 50 AU of the stars and 2 times "
        "at 200 to 400 AU. Take `temperatures: {method: monte_carlo}` for temperatures from radiative transfer."
    ]


def _line_populations(observations: list[ObservedMap]) -> list[str]:
    lines = [sky.tracer for sky in observations if sky.kind.is_line]
    if not lines:
        return []
    return [
        f"Line populations are LTE and abundances are parametric ({', '.join(lines)}): velocities are more robust than "
        "intensities."
    ]


def _short_spacings(observations: list[ObservedMap]) -> list[str]:
    unfiltered = [sky.tracer for sky in observations if sky.max_recoverable_scale_arcsec is None]
    if not unfiltered:
        return []
    return [
        f"Extended emission is not filtered ({', '.join(unfiltered)}): an interferometer loses it, synthetic maps keep "
        "it. Give max_recoverable_scale_arcsec to filter them alike."
    ]


def _zero_vectors(tables: list[xr.Dataset]) -> list[str]:
    counts = [
        f"{table.attrs['zero_vectors']} with {table.attrs['network']} ({table.attrs['tracer']})"
        for table in tables
        if table.attrs["zero_vectors"] > 0
    ]
    if not counts:
        return []
    return [f"Images with a feature vector of zeros have no cosine distance and rank last: {', '.join(counts)}."]
