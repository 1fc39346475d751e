"""The model of one output: its cells, its two stars, and the window about them."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.images.gas import gas_of
from simanalogues.models.build import Model, ModelSettings, build_model
from simanalogues.models.directory import write_model
from simanalogues.models.dust import load_opacity
from simanalogues.models.field import window_of_field
from simanalogues.models.gas_files import write_gas
from simanalogues.models.stars import Stars, stars_of_luminosity
from simanalogues.models.window import BLOCK_MARGIN
from simanalogues.readers.ramses import read_cells
from simanalogues.transfer.monte_carlo import run_mctherm
from simanalogues.units import AU_CM, KMS_CM_S, LSUN_ERG_S, MSUN_G, RSUN_CM


@dataclass(frozen=True)
class Assembly:
    """What every output of a job is assembled with.

    folder
        The simulation's folder.
    opacity
        `dsharp` or the path of a `dustkappa_*.inp`.
    field_au
        Width of the images.
    settings
        The config's `images` block.
    line
        The `line` block of a line tracer, or None.
    threads
        For Monte Carlo temperatures.
    """

    folder: Path
    opacity: str
    field_au: float
    settings: dict
    line: dict | None = None
    threads: int = 1


def write_model_of(record: xr.Dataset, assembly: Assembly, directory: Path, *, ascii_grid: bool = False) -> None:
    """Write the model directory of one output, with the temperature that the settings ask for and the tracer's gas.

    Parameters
    ----------
    record
        One output of a file of kind `snapshots`.
    """
    model, settings = model_of(record, assembly), assembly.settings
    write_model(model, directory, ascii_grid=ascii_grid)
    if settings["temperature"] == "mctherm":
        temperature_k = run_mctherm(
            directory,
            assembly.threads,
            settings["n_photons"],
            executable=settings["executable"],
            floor_k=settings["cloud_k"],
        )
        model = replace(model, dust_temperature=temperature_k)
    if assembly.line is not None:
        write_gas(gas_of(model, assembly.line, settings), directory, ascii_grid=ascii_grid)


def model_of(record: xr.Dataset, assembly: Assembly) -> Model:
    """The model of one output, with the analytic temperature; coordinates from the midpoint of the two stars."""
    centre_cm = record["position_au"].mean("star").values * AU_CM
    side_cm = window_of_field(assembly.field_au) * AU_CM
    reach_cm = (0.5 + BLOCK_MARGIN) * side_cm
    cells = read_cells(assembly.folder, int(record["output"]), centre_cm=centre_cm, half_side_cm=reach_cm)
    settings = ModelSettings(
        gas_to_dust=assembly.settings["gas_to_dust"],
        background_k=assembly.settings["cloud_k"],
        sublimation_k=assembly.settings["sublimation_k"],
        velocity_cm_s=tuple(barycentric_velocity_cm_s(record)),
    )
    stars, opacity = stars_of(record, centre_cm), load_opacity(assembly.opacity)
    return build_model(cells, stars, opacity, centre_cm=centre_cm, side_cm=side_cm, settings=settings)


def stars_of(record: xr.Dataset, centre_cm: np.ndarray) -> Stars:
    """The pair, the primary first, positions from `centre_cm`."""
    mass_g = record["mass_msun"].values * MSUN_G
    return stars_of_luminosity(
        record["position_au"].values * AU_CM - centre_cm,
        mass_g,
        radius_cm=np.full_like(mass_g, record.attrs["radius_rsun"] * RSUN_CM),
        luminosity_erg_s=record["luminosity_lsun"].values * LSUN_ERG_S,
    )


def barycentric_velocity_cm_s(record: xr.Dataset) -> np.ndarray:
    """The pair's mass-weighted velocity, shape (3,): the systemic velocity of the synthetic maps."""
    return record["velocity_kms"].weighted(record["mass_msun"]).mean("star").values * KMS_CM_S
