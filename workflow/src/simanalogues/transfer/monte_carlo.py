"""Dust temperature from RADMC-3D's thermal Monte Carlo run."""

from pathlib import Path

import numpy as np

from simanalogues.models.cell_files import ASCII_OF_BINARY, ascii_twin, read_cells_of, variant_of, write_cells
from simanalogues.models.directory import GRID, TEMPERATURE
from simanalogues.models.grid_files import read_grid
from simanalogues.transfer.executable import find_executable, linked_folder, run_radmc3d
from simanalogues.units import T_CMB_K


def run_mctherm(
    directory: str | Path,
    threads: int,
    n_photons: int,
    *,
    executable: str | None = None,
    floor_k: float = T_CMB_K,
    scratch: Path | None = None,
) -> np.ndarray:
    """Replace the dust temperature of a model directory by that of RADMC-3D's `mctherm`, which is returned (K).

    Parameters
    ----------
    directory
        Model directory; its stars heat the dust.
    threads, n_photons
        Cores and photon packages.
    executable
        See `find_executable`.
    floor_k
        Least temperature: cells that no photon reaches come out at 0 K.
    scratch
        Folder for the run.

    Raises
    ------
    EngineUnavailable
        The executable was not found, or failed.
    """
    directory = Path(directory)
    found = find_executable(executable)
    old = variant_of(directory, TEMPERATURE)
    ascii_grid = old.suffix in ASCII_OF_BINARY.values()
    files = [path for path in directory.glob("*.*p") if path.name != "radmc3d.inp"]
    with linked_folder(files, scratch) as folder:
        settings = (directory / "radmc3d.inp").read_text()
        (folder / "radmc3d.inp").write_text(f"{settings}nphot_therm = {n_photons}\nsetthreads = {threads}\n")
        written = run_radmc3d(found, ["mctherm"], folder, old.name)
        n_leaves = read_grid(variant_of(directory, GRID)).n_leaves
        temperature_k = np.maximum(read_cells_of(written, n_leaves, species=True), floor_k)
    partial = directory / f".partial{Path(TEMPERATURE).suffix}"
    write_cells(partial, temperature_k, species=True, ascii_grid=ascii_grid)
    (ascii_twin(partial) if ascii_grid else partial).replace(old)
    return temperature_k
