"""The record of each output: time, the two stars of the pair, their orbit, and why an output is not used."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.errors import InputMissing
from simanalogues.log import progress
from simanalogues.readers.folder import small_files
from simanalogues.readers.ramses import RamsesInfo, read_info, require_whole_files
from simanalogues.readers.sinks import read_sinks
from simanalogues.schema.files import write_dataset
from simanalogues.snapshots.luminosity import luminosity
from simanalogues.units import AU_CM, KMS_CM_S, KYR_S, MSUN_G, YEAR_S

PER_STAR = ("mass_msun", "age_kyr", "accretion_msun_per_yr", "luminosity_lsun")


@dataclass(frozen=True)
class Simulation:
    """A simulation: its folder, its outputs so far in ascending order, the ids of its pair (empty: the two lowest)."""

    name: str
    folder: Path
    outputs: tuple[int, ...]
    stars: tuple[int, ...] = ()


def record_snapshots(simulation: Simulation, outputs: list[int], *, settings: dict, destination: str | Path) -> None:
    """Write the records of some outputs (kind `snapshots`).

    Parameters
    ----------
    settings
        The config's `snapshots` block: `accretion_fraction`, `radius_rsun`, `intrinsic`.

    Raises
    ------
    InputMissing, RamsesFileDamaged, SinkFormatUnknown
        A file is missing, cut short, or has no usable header.
    """
    pair = simulation.stars or find_pair(simulation)
    records = [
        record_of(simulation, output, pair, settings) for output in progress(outputs, "outputs", total=len(outputs))
    ]
    dataset = _as_dataset(records)
    dataset.attrs |= {"simulation": simulation.name, "radius_rsun": settings["radius_rsun"]}
    write_dataset(dataset, "snapshots", destination)


def find_pair(simulation: Simulation) -> tuple[int, ...]:
    """Ids of the two lowest sinks of the first output that has two; empty if none has."""
    for output in simulation.outputs:
        _, sinks = _read_output(simulation.folder, output)
        if len(sinks) >= 2:
            return tuple(int(i) for i in sinks.index[:2])
    return ()


def record_of(simulation: Simulation, output: int, pair: tuple[int, ...], settings: dict) -> dict:
    """Record of one output: plain numbers and arrays under the names of the contract."""
    require_whole_files(simulation.folder, output)
    info, sinks = _read_output(simulation.folder, output)
    stars = sinks.reindex(list(pair) + [-1] * (2 - len(pair)))
    rate = stars["accretion_g_s"].to_numpy()
    if np.isnan(rate).any():
        rate = np.where(np.isnan(rate), _backward_rate(simulation, output, stars, info), rate)
    mass_msun, accretion = stars["mass_g"].to_numpy() / MSUN_G, rate / MSUN_G * YEAR_S
    position = stars[["x_cm", "y_cm", "z_cm"]].to_numpy() / AU_CM
    velocity = stars[["vx_cm_s", "vy_cm_s", "vz_cm_s"]].to_numpy() / KMS_CM_S
    relative = position[0] - position[1]
    brightness = {"fraction": settings["accretion_fraction"]} | {k: settings[k] for k in ("radius_rsun", "intrinsic")}
    return {
        "output": output,
        "time_kyr": info.time_s / KYR_S,
        "skipped": _why_skipped(sinks, pair),
        "n_sinks": len(sinks),
        "star_id": [i if i in sinks.index else -1 for i in stars.index],
        "mass_msun": mass_msun,
        "age_kyr": np.maximum((info.time_s - stars["formed_s"].to_numpy()) / KYR_S, 0),
        "position_au": position,
        "velocity_kms": velocity,
        "accretion_msun_per_yr": accretion,
        "luminosity_lsun": luminosity(mass_msun, accretion, **brightness),
        "separation_au": float(np.linalg.norm(relative)),
        "orbital_angular_momentum_au_kms": np.cross(relative, velocity[0] - velocity[1]),
        "box_au": info.box_cm / AU_CM,
    }


def _read_output(folder: Path, output: int) -> tuple[RamsesInfo, pd.DataFrame]:
    info_file, sink_file = small_files(folder, output)
    info = read_info(info_file)
    return info, read_sinks(sink_file, info)


def _why_skipped(sinks: pd.DataFrame, pair: tuple[int, ...]) -> str:
    if len(sinks) < 2:
        return "no sink" if sinks.empty else "one sink only"
    absent = [i for i in pair if i not in sinks.index]
    return f"sink {' and '.join(map(str, absent))} of the pair is not there" if absent else ""


def _backward_rate(simulation: Simulation, output: int, stars: pd.DataFrame, info: RamsesInfo) -> np.ndarray:
    """Mass gained since the output before, in g/s; NaN for a star that was not there, or without an earlier output."""
    earlier = [number for number in simulation.outputs if number < output]
    if not earlier:
        return np.full(2, np.nan)
    try:
        before, sinks_before = _read_output(simulation.folder, earlier[-1])
    except InputMissing:
        return np.full(2, np.nan)
    gained = stars["mass_g"].to_numpy() - sinks_before["mass_g"].reindex(stars.index).to_numpy()
    return gained / (info.time_s - before.time_s)


def _as_dataset(records: list[dict]) -> xr.Dataset:
    columns = {name: [record[name] for record in records] for name in records[0]}
    dims = {name: ("output", "star") for name in (*PER_STAR, "star_id")}
    dims |= {name: ("output", "star", "xyz") for name in ("position_au", "velocity_kms")}
    dims |= {"orbital_angular_momentum_au_kms": ("output", "xyz")}
    box_au = columns.pop("box_au")[0]
    variables = {name: (dims.get(name, ("output",)), np.array(values)) for name, values in columns.items()}
    variables["skipped"] = (("output",), np.array(columns["skipped"], dtype=object))
    coordinates = {"star": ["primary", "secondary"], "xyz": ["x", "y", "z"]}
    return xr.Dataset(variables, coords=coordinates, attrs={"box_au": box_au})
