"""The model directory that mock cubes are rendered from."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from simanalogues.assembly.assemble import Assembly
from simanalogues.images.model import write_model_of
from simanalogues.models.field import window_of_field
from simanalogues.models.stored import temperatures_at
from simanalogues.readers.source import Source
from simanalogues.temperatures.compute import MonteCarlo, compute_temperatures


def write_model_of_mock(
    record: xr.Dataset, folder: Path, *, field_au: float, settings: Mapping, threads: int, directory: Path
) -> None:
    """Write the model directory of one output, with the dust temperature that the settings ask for.

    Parameters
    ----------
    record
        The output's record.
    folder
        Holds the simulation as `run` and the record's file as `snapshots.nc`; its temperatures are left there.
    field_au
        Width of the images.
    settings
        As `write_mock_cubes` has them.
    """
    assembly = Assembly(Source(folder / "run"), settings["opacity"], window_of_field(field_au), settings["images"])
    temperatures = None
    if settings["temperatures"]["method"] != "analytic":
        temperatures = folder / "temperatures.nc"
        photons = MonteCarlo(settings["temperatures"], threads)
        compute_temperatures(folder / "snapshots.nc", assembly=assembly, monte_carlo=photons, destination=temperatures)
    write_model_of(record, assembly, directory, temperatures=temperatures_at(temperatures))
