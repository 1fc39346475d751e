"""Dust temperature from RADMC-3D's thermal Monte Carlo run."""

from pathlib import Path

import numpy as np

from simanalogues.models.build import Model
from simanalogues.models.cell_files import read_cells_of
from simanalogues.models.directory import TEMPERATURE, write_model
from simanalogues.transfer.emission import emission_of, energy_of_temperature
from simanalogues.transfer.executable import find_executable, linked_folder, run_radmc3d
from simanalogues.transfer.thermal import Thermal, mean_of_runs

# Independent runs: RADMC-3D reports no error, their scatter does.
N_RUNS = 4
# A package of RADMC-3D takes up to this many times as long as a packet of ours (1.7 to 2.9 were measured).
TIMES_SLOWER = 3.0


def run_mctherm(
    model: Model,
    *,
    threads: int,
    n_photons: int,
    seed: int,
    executable: str | None = None,
    scratch: Path | None = None,
) -> Thermal:
    """Dust temperature of a model that its stars heat, by RADMC-3D with its modified random walk.

    Parameters
    ----------
    model
        Its own dust temperature counts for nothing.
    threads, n_photons
        Cores, and photon packages of all runs together.
    seed
        Of all random numbers. With more than one thread RADMC-3D's result still depends on the order of their work.
    executable
        See `find_executable`.
    scratch
        Folder for the runs.

    Raises
    ------
    EngineUnavailable
        The executable was not found, or failed.
    """
    found, emission = find_executable(executable), emission_of(model.opacity)
    n_each = -(-n_photons // N_RUNS)
    seeds = np.random.SeedSequence(seed).generate_state(N_RUNS) % 10**6 + 1
    energies = []
    with linked_folder([], scratch) as folder:
        write_model(model, folder)
        settings = (folder / "radmc3d.inp").read_text()
        for iseed in seeds:
            (folder / TEMPERATURE).unlink(missing_ok=True)
            numbers = f"nphot_therm = {n_each}\nsetthreads = {threads}\niseed = -{iseed}\n"
            (folder / "radmc3d.inp").write_text(settings + numbers)
            written = run_radmc3d(found, ["mctherm"], folder, TEMPERATURE)
            temperature_k = read_cells_of(written, model.octree.n_leaves, species=True)
            energies.append(energy_of_temperature(emission, temperature_k))
    return mean_of_runs(emission, np.stack(energies), n_each * N_RUNS)
