"""Records of runs that ship, which the stages after the first read."""

from collections.abc import Sequence
from pathlib import Path

from simanalogues.readers.archive import unpack
from simanalogues.readers.source import Source
from simanalogues.snapshots.record import Simulation, record_snapshots

STARS = {"accretion_fraction": 0.5, "radius_rsun": 2.5, "intrinsic": "mass_squared"}


def write_record(simulation: str, run: Path, outputs: Sequence[int], destination: Path | str) -> None:
    """Write the record of some outputs, as `record_snapshots` of the first stage writes it."""
    source = Simulation(simulation, Source(run), tuple(outputs))
    record_snapshots(source, list(outputs), settings=STARS, destination=destination)


def unpack_and_record(archive: Path, folder: Path) -> None:
    """Unpack output 28 of run D to `D`, and write its record to `snapshots.nc`."""
    unpack(archive, folder / "D", outputs=[28])
    write_record("D", folder / "D", [28], folder / "snapshots.nc")
