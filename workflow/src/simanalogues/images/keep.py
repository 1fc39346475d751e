"""A model directory to keep, in the layout that radmc3dPy opens."""

from pathlib import Path

from simanalogues.errors import ConfigError
from simanalogues.images.assemble import Assembly, write_model_of
from simanalogues.schema.files import read_dataset


def keep_model(
    snapshots: str | Path,
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
    snapshots
        File of kind `snapshots` that holds the output.
    number
        Number of the output.
    simulation
        `folder` and `opacity`, as in `Assembly`, like the others.

    Raises
    ------
    ConfigError
        The output is skipped; the message says why.
    """
    record = read_dataset(snapshots, "snapshots")
    record = record.isel(output=int((record["output"].values == number).argmax()))
    if reason := str(record["skipped"].item()):
        raise ConfigError(f"output {number} of simulation '{record.attrs['simulation']}' has no pair: {reason}")
    assembly = Assembly(Path(simulation["folder"]), simulation["opacity"], field_au, settings, line)
    write_model_of(record, assembly, Path(destination), ascii_grid=True)
