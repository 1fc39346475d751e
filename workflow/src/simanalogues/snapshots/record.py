"""The record of each output: time, the two stars of the pair, their orbit, and why an output is not used."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.log import LOGGER, progress
from simanalogues.readers.reader import reader_of
from simanalogues.schema.files import write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.snapshots.history import History, Simulation
from simanalogues.snapshots.luminosity import accretion_luminosity_lsun, intrinsic_luminosity_lsun
from simanalogues.snapshots.reconstruct import completed
from simanalogues.units import AU_CM, KMS_CM_S, KYR_S, MSUN_G, YEAR_S


def record_snapshots(simulation: Simulation, outputs: list[int], *, settings: dict, destination: str | Path) -> None:
    """Write the records of some outputs (kind `snapshots`).

    The attribute `reconstructed` says what the sink files lack and how it was worked out; it is empty if they lack
    nothing.

    Parameters
    ----------
    settings
        The config's `snapshots` block: `accretion_fraction`, `radius_rsun`, `intrinsic`.

    Raises
    ------
    InputMissing, RamsesFileDamaged, SinkFormatUnknown
        A file is missing, cut short, or has no usable header.
    """
    history = History(simulation)
    pair = simulation.stars or find_pair(history)
    records = [record_of(history, output, pair, settings) for output in progress(outputs, "outputs", len(outputs))]
    reconstructed = ", ".join(sorted(set().union(*(record.pop("reconstructed") for record in records))))
    if reconstructed:
        LOGGER.warning("the sink files of simulation %s are not complete; %s", simulation.name, reconstructed)
    dataset = _as_dataset(records)
    dataset.attrs |= {"simulation": simulation.name, "reconstructed": reconstructed}
    dataset.attrs |= {name: settings[name] for name in ("accretion_fraction", "radius_rsun", "intrinsic")}
    write_dataset(dataset, SNAPSHOTS, destination)


def find_pair(history: History) -> tuple[int, ...]:
    """Ids of the two lowest sinks of the first output that has two; empty if none has."""
    for output in history.simulation.outputs:
        _, sinks = history.read(output)
        if len(sinks) >= 2:
            return tuple(int(i) for i in sinks.index[:2])
    return ()


def record_of(history: History, output: int, pair: tuple[int, ...], settings: dict) -> dict:
    """Record of one output: plain numbers and arrays under the names of the contract, `box_au` and `reconstructed`."""
    reader_of(history.simulation.source).require_whole_files(output)
    info, sinks = history.read(output)
    stars, reconstructed = completed(sinks.reindex(list(pair) + [-1] * (2 - len(pair))), history, output)
    record = {
        "output": output,
        "time_kyr": info.time_s / KYR_S,
        "n_sinks": len(sinks),
        "star_id": [i if i in sinks.index else -1 for i in stars.index],
        "age_kyr": np.maximum((info.time_s - stars["formed_s"].to_numpy()) / KYR_S, 0),
        "box_au": info.box_cm / AU_CM,
        "reconstructed": reconstructed,
        **_orbit_of(stars),
        **_luminosity_of(stars, settings),
    }
    return record | {"skipped": _why_no_pair(sinks, pair) or _why_not_rendered(record)}


def _orbit_of(stars: pd.DataFrame) -> dict[str, np.ndarray | float]:
    position = stars[["x_cm", "y_cm", "z_cm"]].to_numpy() / AU_CM
    velocity = stars[["vx_cm_s", "vy_cm_s", "vz_cm_s"]].to_numpy() / KMS_CM_S
    relative = position[0] - position[1]
    return {
        "position_au": position,
        "velocity_kms": velocity,
        "separation_au": float(np.linalg.norm(relative)),
        "orbital_angular_momentum_au_kms": np.cross(relative, velocity[0] - velocity[1]),
    }


def _luminosity_of(stars: pd.DataFrame, settings: dict) -> dict[str, np.ndarray]:
    mass, rate = stars["mass_g"].to_numpy() / MSUN_G, stars["accretion_g_s"].to_numpy() / MSUN_G * YEAR_S
    radius = settings["radius_rsun"]
    accretion = accretion_luminosity_lsun(mass, rate, fraction=settings["accretion_fraction"], radius_rsun=radius)
    intrinsic = intrinsic_luminosity_lsun(mass, radius_rsun=radius, intrinsic=settings["intrinsic"])
    return {
        "mass_msun": mass,
        "accretion_msun_per_yr": rate,
        "accretion_luminosity_lsun": accretion,
        "intrinsic_luminosity_lsun": intrinsic,
        "luminosity_lsun": accretion + intrinsic,
    }


def _why_no_pair(sinks: pd.DataFrame, pair: tuple[int, ...]) -> str:
    if len(sinks) < 2:
        return "no sink" if sinks.empty else "one sink only"
    absent = [i for i in pair if i not in sinks.index]
    return f"sink {' and '.join(map(str, absent))} of the pair is not there" if absent else ""


def _why_not_rendered(record: dict) -> str:
    """What an image needs of both stars: velocities, to move with the pair, and luminosities, to heat the dust."""
    if np.isnan(record["velocity_kms"]).any():
        return "the velocity of a star is not known: no vx, vy, vz in the sink file, no output of the star before"
    if np.isnan(record["luminosity_lsun"]).any():
        return "the luminosity of a star is not known: no acc_rate in the sink file, no output of the star before"
    return ""


def _as_dataset(records: list[dict]) -> xr.Dataset:
    columns = {name: [record[name] for record in records] for name in records[0]}
    box_au = columns.pop("box_au")[0]
    variables = {name: (SNAPSHOTS.variables[name].dims, np.array(values)) for name, values in columns.items()}
    variables["skipped"] = (("output",), np.array(columns["skipped"], dtype=object))
    coordinates = {"star": ["primary", "secondary"], "xyz": ["x", "y", "z"]}
    return xr.Dataset(variables, coords=coordinates, attrs={"box_au": box_au})
