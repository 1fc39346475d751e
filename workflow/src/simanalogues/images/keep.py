"""A model directory to keep, in the layout that radmc3dPy opens."""

from pathlib import Path

from simanalogues.assembly.assemble import Assembly
from simanalogues.errors import ConfigError
from simanalogues.images.model import write_model_of
from simanalogues.models.field import window_of_field
from simanalogues.models.stored import temperatures_at
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS


def keep_model(
    inputs: dict,
    number: int,
    *,
    simulation: dict,
    field_au: float,
    settings: dict,
    line: dict | None = None,
    destination: str | Path,
) -> None:
    """Write the ASCII model directory of one output.

    Parameters
    ----------
    inputs
        Paths `snapshots`, the file that holds the output, and `temperatures`, empty for the analytic ones.
    number
        Number of the output.
    simulation
        `source`, as `Source.params` gives it, and `opacity`, as in `Assembly`.

    Raises
    ------
    ConfigError
        The output is skipped; the message says why.
    """
    record = read_dataset(inputs["snapshots"], SNAPSHOTS)
    record = record.isel(output=int((record["output"].values == number).argmax()))
    if reason := str(record["skipped"].item()):
        raise ConfigError(f"output {number} of simulation '{record.attrs['simulation']}' has no pair: {reason}")
    assembly = Assembly(
        Source.from_params(simulation["source"]), simulation["opacity"], window_of_field(field_au), settings
    )
    temperatures = temperatures_at(inputs.get("temperatures"))
    write_model_of(record, assembly, Path(destination), temperatures=temperatures, line=line, ascii_grid=True)
