"""The model directory that a tracer's maps are rendered from."""

from pathlib import Path

import xarray as xr

from simanalogues.assembly.assemble import Assembly, model_of
from simanalogues.images.gas import gas_of
from simanalogues.models.directory import write_model
from simanalogues.models.gas_files import write_gas


def write_model_of(
    record: xr.Dataset,
    assembly: Assembly,
    directory: Path,
    *,
    temperatures: xr.Dataset | None = None,
    line: dict | None = None,
    ascii_grid: bool = False,
) -> None:
    """Write the model directory of one output, with the gas of a line tracer where there is one.

    Parameters
    ----------
    record, assembly, temperatures
        As `model_of` has them.
    line
        The tracer's `line` block; None for the continuum.
    """
    model = model_of(record, assembly, temperatures)
    write_model(model, directory, ascii_grid=ascii_grid)
    if line is not None:
        write_gas(gas_of(model, line, assembly.settings), directory, ascii_grid=ascii_grid)
