"""RAMSES outputs: the info file by hand, the cells with osyris."""

import contextlib
import io
import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import InputMissing, RamsesFileDamaged
from simanalogues.models.cells import Cells
from simanalogues.readers.folder import output_folder, what_is_missing


@dataclass(frozen=True)
class RamsesInfo:
    """What `info_NNNNN.txt` says: units in cgs, time in s, box width in cm."""

    n_domains: int
    level_min: int
    box_cm: float
    time_s: float
    unit_length_cm: float
    unit_density: float
    unit_time_s: float

    @property
    def unit_mass_g(self) -> float:
        """Unit of mass: density x length^3."""
        return self.unit_density * self.unit_length_cm**3


def read_info(path: str | Path) -> RamsesInfo:
    """Parse a RAMSES info file.

    Raises
    ------
    InputMissing
        There is no such file.
    RamsesFileDamaged
        A key is missing or is no number.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"{path} is missing: the output is not complete; restore it or list it under `exclude`")
    values = dict(re.findall(r"^\s*(\w+)\s*=\s*(\S+)\s*$", path.read_text(), flags=re.MULTILINE))
    try:
        unit_length, unit_time = float(values["unit_l"]), float(values["unit_t"])
        return RamsesInfo(
            n_domains=int(values["ncpu"]),
            level_min=int(values["levelmin"]),
            box_cm=float(values["boxlen"]) * unit_length,
            time_s=float(values["time"]) * unit_time,
            unit_length_cm=unit_length,
            unit_density=float(values["unit_d"]),
            unit_time_s=unit_time,
        )
    except (KeyError, ValueError) as error:
        raise RamsesFileDamaged(f"{path}: {error} is missing or no number; is the file cut short?") from error


def require_whole_files(simulation: str | Path, output: int) -> None:
    """Check that every domain's file is there and ends on a whole Fortran record; reads eight bytes per file.

    Raises
    ------
    InputMissing
        A file of the output is missing.
    RamsesFileDamaged
        A file is cut short.
    """
    missing = what_is_missing(simulation, output)
    folder = output_folder(simulation, output)
    if missing:
        raise InputMissing(f"{folder / missing} is missing: restore it or list output {output} under `exclude`")
    for path in sorted(folder.glob("amr_*.out*")) + sorted(folder.glob("hydro_*.out*")):
        if not _ends_on_a_record(path):
            raise RamsesFileDamaged(
                f"{path} is cut short ({path.stat().st_size} bytes, its last record is not whole): "
                f"restore it or list output {output} under `exclude`"
            )


def _ends_on_a_record(path: Path) -> bool:
    size = path.stat().st_size
    if size < 8:
        return False
    with path.open("rb") as file:
        file.seek(size - 4)
        (length,) = struct.unpack("<i", file.read(4))
        if not 0 <= length <= size - 8:
            return False
        file.seek(size - 8 - length)
        return struct.unpack("<i", file.read(4))[0] == length


def read_cells(simulation: str | Path, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
    """Leaf cells that may touch a cube, from the domains that it touches (osyris picks them by Hilbert key).

    Parameters
    ----------
    centre_cm
        Centre of the cube from the lower corner of the box, shape (3,).
    half_side_cm
        Half the cube's side. Cells are kept while their centre is within this and half of a coarsest cell.

    Raises
    ------
    RamsesFileDamaged
        A file is cut short or cannot be understood.
    """
    require_whole_files(simulation, output)
    info = read_info(output_folder(simulation, output) / f"info_{output:05d}.txt")
    reach_cm = half_side_cm + 0.5 * info.box_cm / 2**info.level_min
    try:
        mesh = _load_mesh(simulation, output, centre_cm, reach_cm)
    except (struct.error, ValueError, IndexError) as error:
        folder = output_folder(simulation, output)
        raise RamsesFileDamaged(f"{folder} cannot be read ({error}): restore it or list it under `exclude`") from error
    width = mesh["dx"].to("cm").values
    return Cells(
        position_cm=_vectors(mesh["position"].to("cm")),
        level=np.rint(np.log2(info.box_cm / width)).astype(np.int32),
        density=mesh["density"].to("g/cm^3").values,
        velocity_cm_s=_vectors(mesh["velocity"].to("cm/s")),
        box_cm=info.box_cm,
    )


def _load_mesh(simulation: str | Path, output: int, centre_cm: np.ndarray, reach_cm: float) -> object:
    import osyris  # imported here: it reads the user's configuration and takes a second

    def near(axis: int) -> object:
        lower, upper = (osyris.Array(centre_cm[axis] + sign * reach_cm, unit="cm") for sign in (-1, 1))
        return lambda x: (x > lower) & (x < upper)

    select = {"mesh": {f"position_{name}": near(axis) for axis, name in enumerate("xyz")}}
    unused = {group: False for group in ("grav", "part", "rt", "sink")}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = osyris.RamsesDataset(output, path=str(simulation)).load(select=select | unused)
    return dataset["mesh"]


def _vectors(vector: object) -> np.ndarray:
    return np.stack([vector.x.values, vector.y.values, vector.z.values], axis=-1)
