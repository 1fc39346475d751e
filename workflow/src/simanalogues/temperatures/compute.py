"""Dust temperatures of the outputs of one chunk, with what they can be trusted for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.assembly.assemble import Assembly, model_of
from simanalogues.errors import WindowOutsideBox
from simanalogues.log import LOGGER, progress
from simanalogues.models.build import Model
from simanalogues.models.stored import grid_variables
from simanalogues.schema.files import COMPRESSED, read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.temperatures import TEMPERATURES
from simanalogues.temperatures.quality import quality_of
from simanalogues.temperatures.unreached import filled
from simanalogues.transfer.mctherm import TIMES_SLOWER, run_mctherm
from simanalogues.transfer.thermal import Thermal, affordable_photons, run_thermal

EMPTY = {"n_nodes": 0, "n_leaves": 0, "corner_au": np.full(3, np.nan), "base_width_au": np.nan, "n_base": 0}


@dataclass(frozen=True)
class MonteCarlo:
    """How photons are followed.

    settings
        The config's `temperatures` block, with the `seed`, and `executable` for `mctherm`.
    threads
        Cores to use.
    scratch
        Folder for what RADMC-3D writes; None for the system's temporary one.
    """

    settings: Mapping
    threads: int
    scratch: Path | None = None


def compute_temperatures(
    snapshots: str | Path, *, assembly: Assembly, monte_carlo: MonteCarlo, destination: str | Path
) -> None:
    """Write the dust temperatures of all outputs of one chunk that have a pair (kind `temperatures`).

    Parameters
    ----------
    snapshots
        File of kind `snapshots`.
    assembly
        What models are made of; its window is the cube that temperatures are computed in.

    Raises
    ------
    RamsesFileDamaged, DensityInvalid
        An output cannot be used.
    EngineUnavailable
        RADMC-3D was asked for and is not there, or failed.
    """
    record = read_dataset(snapshots, SNAPSHOTS)
    rows, flags, temperatures = [], [], []
    for i in progress(range(record.sizes["output"]), "outputs", total=record.sizes["output"]):
        of_output = record.isel(output=i)
        model, reason = _model_or_reason(of_output, assembly)
        if model is None:
            rows.append(EMPTY | quality_of(None, None) | {"skipped": reason, "output": int(of_output["output"])})
            continue
        thermal = temperature_of(model, int(of_output["output"]), monte_carlo)
        limited = replace(thermal, temperature_k=_completed(model, thermal, assembly.settings))
        quality = quality_of(model, limited, thermal.temperature_k == 0)
        LOGGER.info("output %d: %s", of_output["output"], _in_words(quality))
        rows.append(grid_variables(model.octree) | quality | {"skipped": "", "output": int(of_output["output"])})
        flags.append(model.octree.flags)
        temperatures.append(limited.temperature_k.astype(np.float32))
    dataset = _as_dataset(rows, flags, temperatures)
    dataset.attrs |= {"simulation": record.attrs["simulation"], "window_au": assembly.window_au}
    dataset.attrs |= {"method": monte_carlo.settings["method"], "seed": monte_carlo.settings["seed"]}
    write_dataset(dataset, TEMPERATURES, destination)


def temperature_of(model: Model, output: int, monte_carlo: MonteCarlo) -> Thermal:
    """Temperature of a model by the method of the settings, neither floor nor ceiling applied."""
    settings = monte_carlo.settings
    (seed,) = np.random.SeedSequence([settings["seed"], output]).generate_state(1).tolist()
    if not model.stars.luminosity_erg_s.sum() > 0:
        return Thermal(np.zeros(model.octree.n_leaves), np.full(model.octree.n_leaves, np.nan), 0)
    cpu_seconds = settings["cpu_seconds"] / (TIMES_SLOWER if settings["method"] == "mctherm" else 1)
    n_photons = settings["n_photons"] or affordable_photons(model, cpu_seconds=cpu_seconds, seed=seed)
    common = {"threads": monte_carlo.threads, "n_photons": n_photons, "seed": seed}
    if settings["method"] == "mctherm":
        return run_mctherm(model, **common, executable=settings["executable"], scratch=monte_carlo.scratch)
    return run_thermal(model, **common)


def _model_or_reason(record: xr.Dataset, assembly: Assembly) -> tuple[Model | None, str]:
    if reason := str(record["skipped"].item()):
        return None, reason
    try:
        return model_of(record, assembly), ""
    except WindowOutsideBox as error:
        LOGGER.warning("output %d is skipped: %s", record["output"], error)
        return None, "the window does not fit into the box"


def _completed(model: Model, thermal: Thermal, settings: Mapping) -> np.ndarray:
    """Unreached cells filled in; never colder than the cloud, never hotter than grains can be."""
    temperature_k = filled(model.octree, thermal.temperature_k, model.dust_density > 0)
    return np.clip(temperature_k, settings["cloud_k"], settings["sublimation_k"])


def _in_words(quality: Mapping) -> str:
    return (
        f"{quality['n_photons']} photon packets, temperatures to {100 * quality['temperature_noise']:.1f} %, "
        f"{100 * quality['unreached_cells']:.2g} % of the cells unreached"
    )


def _as_dataset(rows: list[dict], flags: list[np.ndarray], temperatures: list[np.ndarray]) -> xr.Dataset:
    dims = {"corner_au": ("output", "xyz")}
    variables = {name: (dims.get(name, ("output",)), np.array([row[name] for row in rows])) for name in rows[0]}
    variables["skipped"] = (("output",), np.array([row["skipped"] for row in rows], dtype=object))
    dataset = xr.Dataset(variables, coords={"xyz": ["x", "y", "z"]})
    dataset["refined"] = (("node",), np.concatenate([np.empty(0, np.int8), *flags]))
    dataset["temperature_k"] = (("leaf",), np.concatenate([np.empty(0, np.float32), *temperatures]))
    for name in ("refined", "temperature_k") if temperatures else ():
        dataset[name].encoding = COMPRESSED
    return dataset
