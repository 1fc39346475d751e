"""The model of one output: its cells, its two stars, and the window about them."""

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from simanalogues.models.build import Model, ModelSettings, build_model
from simanalogues.models.dust import load_opacity
from simanalogues.models.stars import Stars, stars_of_luminosity
from simanalogues.models.stored import temperature_of_model
from simanalogues.models.window import BLOCK_MARGIN
from simanalogues.readers.reader import reader_of
from simanalogues.readers.source import Source
from simanalogues.units import AU_CM, KMS_CM_S, LSUN_ERG_S, MSUN_G, RSUN_CM


@dataclass(frozen=True)
class Assembly:
    """What every output of a job is assembled with.

    source
        The simulation.
    opacity
        `dsharp` or the path of a `dustkappa_*.inp`.
    window_au
        Side of the cube about the midpoint of the two stars.
    settings
        The config's `images` block; `gas_to_dust`, `cloud_k` and `sublimation_k` count here.
    """

    source: Source
    opacity: str
    window_au: float
    settings: dict


def model_of(record: xr.Dataset, assembly: Assembly, temperatures: xr.Dataset | None = None) -> Model:
    """The model of one output; coordinates from the midpoint of the two stars.

    Parameters
    ----------
    record
        One output of a file of kind `snapshots`.
    assembly
        See `Assembly`.
    temperatures
        File of kind `temperatures` that holds the output; without it the temperature is the analytic one.

    Raises
    ------
    WindowOutsideBox
        The cube does not fit into the box, or into the one that the temperatures are of.
    """
    centre_cm = record["position_au"].mean("star").values * AU_CM
    side_cm = assembly.window_au * AU_CM
    reach_cm = (0.5 + BLOCK_MARGIN) * side_cm
    reader = reader_of(assembly.source)
    cells = reader.read_cells(int(record["output"]), centre_cm=centre_cm, half_side_cm=reach_cm)
    settings = ModelSettings(
        gas_to_dust=assembly.settings["gas_to_dust"],
        background_k=assembly.settings["cloud_k"],
        sublimation_k=assembly.settings["sublimation_k"],
        velocity_cm_s=tuple(barycentric_velocity_cm_s(record)),
    )
    stars, opacity = stars_of(record, centre_cm), load_opacity(assembly.opacity)
    model = build_model(cells, stars, opacity, centre_cm=centre_cm, side_cm=side_cm, settings=settings)
    if temperatures is None:
        return model
    return replace(model, dust_temperature=temperature_of_model(temperatures, int(record["output"]), model))


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
