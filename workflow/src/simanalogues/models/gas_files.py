"""The gas of one molecule in a model directory: its files of line data, density, temperature and microturbulence."""

import functools
from pathlib import Path

import numpy as np

from simanalogues.errors import ModelInvalid
from simanalogues.log import LOGGER
from simanalogues.models.cell_files import ascii_twin, read_cells_of, variant_of, write_cells
from simanalogues.models.directory import TEMPERATURE as DUST_TEMPERATURE
from simanalogues.models.gas import Gas
from simanalogues.models.molecule_files import read_molecule, write_molecule
from simanalogues.models.molecules import Molecule

TEMPERATURE = "gas_temperature.binp"
TURBULENCE = "microturbulence.binp"
SETTINGS = "radmc3d.inp"


def write_gas(gas: Gas, directory: str | Path, *, ascii_grid: bool = False) -> None:
    """Write the gas into a model directory: binary float32, or ASCII.

    Files of the other variant are removed: RADMC-3D stops where it finds both. The log warns where the gas is hotter or
    colder than what the partition function is known for.
    """
    directory = Path(directory)
    write_molecule(gas.molecule, directory)
    for name, values in (
        (density_name(gas.molecule), gas.number_density),
        (TEMPERATURE, gas.temperature_k),
        (TURBULENCE, gas.turbulence_cm_s),
    ):
        for stale in (directory / name, ascii_twin(directory / name)):
            stale.unlink(missing_ok=True)
        write_cells(directory / name, values, species=False, ascii_grid=ascii_grid)
    warn_of_partition(gas.molecule, gas.temperature_k[gas.number_density > 0])


def read_gas(directory: str | Path, n_leaves: int) -> Gas:
    """Read the gas of a model directory, binary (float32 or float64) or ASCII; without microturbulence it is 0.

    The gas has the dust's temperature where `radmc3d.inp` says `tgas_eq_tdust = 1`, as in RADMC-3D.

    Raises
    ------
    ModelInvalid
        A file is missing, there in both variants, cut off, or does not fit the grid; the message names it.
    MoleculeInvalid
        The molecule's files are damaged.
    """
    directory = Path(directory)
    molecule = read_molecule(directory)
    density = read_cells_of(variant_of(directory, density_name(molecule)), n_leaves, species=False)
    temperature = read_temperature(directory, n_leaves)
    turbulence = np.zeros(n_leaves)
    if is_there(directory, TURBULENCE):
        turbulence = read_cells_of(variant_of(directory, TURBULENCE), n_leaves, species=False)
    for what, values in (("density", density), ("temperature", temperature), ("microturbulence", turbulence)):
        good = np.isfinite(values) & (values >= 0)
        if not good.all():
            raise ModelInvalid(
                f"the {what} of {molecule.name} in {directory} is negative, infinite or NaN in {int((~good).sum())} "
                "cells: write the model again"
            )
    return Gas(molecule, density, temperature, turbulence)


def density_name(molecule: Molecule) -> str:
    """The file of a molecule's number densities."""
    return f"numberdens_{molecule.name}.binp"


def is_there(directory: Path, binary_name: str) -> bool:
    """Whether a directory holds a file in either variant."""
    return (directory / binary_name).is_file() or ascii_twin(directory / binary_name).is_file()


def read_temperature(directory: Path, n_leaves: int) -> np.ndarray:
    """Gas temperature in K, shape (n_leaves,); the dust's where `radmc3d.inp` says so."""
    if is_as_warm_as_dust(directory):
        return read_cells_of(variant_of(directory, DUST_TEMPERATURE), n_leaves, species=True)
    if not is_there(directory, TEMPERATURE):
        raise ModelInvalid(
            f"{directory} holds no {TEMPERATURE}, and its {SETTINGS} does not say 'tgas_eq_tdust = 1': write the gas "
            "temperature, or set that line if the gas has the temperature of the dust"
        )
    return read_cells_of(variant_of(directory, TEMPERATURE), n_leaves, species=False)


def is_as_warm_as_dust(directory: Path) -> bool:
    """Whether `radmc3d.inp` says that the gas has the dust's temperature, whatever other file there is."""
    return settings_of(directory).get("tgas_eq_tdust", "0") == "1"


def settings_of(directory: Path) -> dict[str, str]:
    """The `key = value` lines of `radmc3d.inp`."""
    path = directory / SETTINGS
    pairs = (line.split(";")[0].partition("=") for line in (path.read_text().splitlines() if path.is_file() else []))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def warn_of_partition(molecule: Molecule, temperature_k: np.ndarray) -> None:
    """Say once in the log that gas is outside the table of the partition function, or too hot for the levels' sum."""
    if temperature_k.size == 0:
        return
    table_k = molecule.partition_temperature_k
    if table_k is not None:
        if temperature_k.min() < table_k[0] or temperature_k.max() > table_k[-1]:
            warn_once(
                f"{molecule.name}: there is gas outside {table_k[0]:g} to {table_k[-1]:g} K, for which its "
                "partition function is given; there its power law goes on"
            )
        return
    if temperature_k.max() > molecule.hottest_k:
        warn_once(
            f"{molecule.name}: its levels end at {molecule.level_energy_k().max():.0f} K; in the gas above "
            f"{molecule.hottest_k:.0f} K its partition function may be too small, its lines too bright: give one as "
            "`partition` beside `molecule`; resources/lines/tracers.yaml has some"
        )


@functools.cache
def warn_once(message: str) -> None:
    """A warning in the log, the first time."""
    LOGGER.warning(message)
