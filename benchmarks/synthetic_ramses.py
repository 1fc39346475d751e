"""A synthetic RAMSES output of any size: a pair of stars in two dense cores, refined about them."""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from simanalogues.readers.folder import output_folder
from simanalogues.units import AU_CM, KYR_S, MSUN_G

VARIABLES = ("density", "velocity_x", "velocity_y", "velocity_z", "pressure")
BOX_AU = 8000.0
STARS_AU = np.array([[4000.0, 3700.0, 4000.0], [4000.0, 4300.0, 4100.0]])
PLACES = np.indices((2, 2, 2)).reshape(3, 8)[::-1].T - 0.5


def write_output(run: Path, *, level_min: int, level_max: int, cells_per_level: float) -> int:
    """Write output 1, whose cells are refined where they are wider than their distance to a star over
    `cells_per_level`; the number of leaves is returned. Units are 1 M_sun, 1 AU and 1 kyr."""
    folder = output_folder(run, 1)
    folder.mkdir(parents=True)
    levels = grids_of_levels(level_min, level_max, cells_per_level)
    write_small_files(folder, level_min, level_max)
    with (folder / "amr_00001.out00001").open("wb") as amr, (folder / "hydro_00001.out00001").open("wb") as hydro:
        write_headers(amr, hydro, [len(grids) for grids, _ in levels])
        for level, (grids, refined) in enumerate(levels, start=1):
            write_level(amr, hydro, level, grids, refined)
    return sum(int((~refined).sum()) for _, refined in levels)


def grids_of_levels(level_min: int, level_max: int, cells_per_level: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Per level: centres of the grids in box widths, shape (n, 3), and which of their cells are refined, (n, 8)."""
    grids, levels = np.full((1, 3), 0.5), []
    for level in range(1, level_max + 1):
        cells = grids[:, None] + PLACES * 0.5**level
        distance_au = np.min([np.linalg.norm(cells * BOX_AU - star, axis=-1) for star in STARS_AU], axis=0)
        near = BOX_AU * 0.5**level * cells_per_level > distance_au
        refined = np.full(cells.shape[:2], True) if level < level_min else near & (level < level_max)
        levels.append((grids, refined))
        grids = cells[refined]
    return levels


def write_small_files(folder: Path, level_min: int, level_max: int) -> None:
    """Info, sinks and the description of the hydro file."""
    units = {"unit_l": AU_CM, "unit_d": MSUN_G / AU_CM**3, "unit_t": KYR_S}
    numbers = {"ncpu": 1, "ndim": 3, "levelmin": level_min, "levelmax": level_max, "ngridmax": 10**8, "nstep_coarse": 1}
    numbers |= {"boxlen": BOX_AU, "time": 50.0, "aexp": 1.0, "H0": 1.0, **units}
    lines = [f"{name:<12}= {value!r}" for name, value in numbers.items()]
    lines += ["", "ordering type=hilbert", "   DOMAIN   ind_min                 ind_max"]
    lines += [f"       1   0.0   {8.0 ** (level_max + 1)!r}"]
    (folder / "info_00001.txt").write_text("\n".join(lines) + "\n")
    sinks = ["# id,msink,x,y,z,vx,vy,vz,tform,acc_rate"]
    sinks += [
        f"{i}, {0.4 - 0.1 * i}, {x}, {y}, {z}, {-50 * (-1) ** i}, 0, 0, 30, 0.005"
        for i, (x, y, z) in enumerate(STARS_AU, 1)
    ]
    (folder / "sink_00001.csv").write_text("\n".join(sinks) + "\n")
    rows = ["# version:  1", "# ivar, variable_name, variable_type"]
    rows += [f" {i}, {name}, d" for i, name in enumerate(VARIABLES, 1)]
    (folder / "hydro_file_descriptor.txt").write_text("\n".join(rows) + "\n")


def record(file: BinaryIO, values: object, dtype: str) -> None:
    """One Fortran record."""
    content = np.asarray(values).astype(dtype).tobytes() if dtype else bytes(values)
    length = np.int32(len(content)).tobytes()
    file.write(length + content + length)


def write_headers(amr: BinaryIO, hydro: BinaryIO, n_grids: list[int]) -> None:
    """What stands before the levels, as RAMSES writes it for one domain."""
    n_levels, zeros = len(n_grids), np.zeros
    for values in (1, 3, (1, 1, 1), n_levels, 10**8, 0, sum(n_grids)):
        record(amr, values, "<i4")
    record(amr, BOX_AU, "<f8")
    record(amr, (1, 1, 1), "<i4")
    for length in (1, 1, 1, n_levels, n_levels):
        record(amr, zeros(length), "<f8")
    record(amr, (1, 1), "<i4")
    for length in (3, 7, 5, 1):
        record(amr, zeros(length), "<f8")
    for values in (zeros(n_levels), zeros(n_levels), n_grids, zeros(10 * n_levels), zeros(5)):
        record(amr, values, "<i4")
    record(amr, b"hilbert".ljust(128), "")
    record(amr, (0.0, 8.0 ** (n_levels + 1)), "<f8")
    for value in (1, 0, 1):
        record(amr, value, "<i4")
    for value in (1, len(VARIABLES), 3, n_levels, 0):
        record(hydro, value, "<i4")
    record(hydro, 1.4, "<f8")


def write_level(amr: BinaryIO, hydro: BinaryIO, level: int, grids: np.ndarray, refined: np.ndarray) -> None:
    """The grids of one level: positions and sons, and the gas of their cells."""
    record(hydro, level, "<i4")
    record(hydro, len(grids), "<i4")
    if not len(grids):
        return
    nothing = np.zeros(len(grids))
    for _ in range(3):
        record(amr, nothing, "<i4")
    for axis in range(3):
        record(amr, grids[:, axis], "<f8")
    for _ in range(7):
        record(amr, nothing, "<i4")
    for child in range(8):
        record(amr, refined[:, child], "<i4")
    for _ in range(16):
        record(amr, nothing, "<i4")
    for child in range(8):
        for values in gas_at((grids + PLACES[child] * 0.5**level) * BOX_AU):
            record(hydro, values, "<f8")


def gas_at(position_au: np.ndarray) -> list[np.ndarray]:
    """Density, velocity (at rest) and pressure in code units: about each star rho ~ 1e-16 g cm-3 (r / 100 AU)^-1.5."""
    distances = [np.maximum(np.linalg.norm(position_au - star, axis=1), 5.0) for star in STARS_AU]
    density = sum(1e-16 * (distance / 100.0) ** -1.5 for distance in distances) * AU_CM**3 / MSUN_G
    return [density, *np.zeros((3, len(density))), density]
