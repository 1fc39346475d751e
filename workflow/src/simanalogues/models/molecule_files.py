"""A molecule in a model directory: RADMC-3D's `lines.inp`, `molecule_NAME.inp` and `partitionfunction_NAME.inp`."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from simanalogues.errors import ModelInvalid, MoleculeInvalid
from simanalogues.models.molecules import Molecule, checked, read_lamda

LINES = "lines.inp"
# RADMC-3D interpolates its table linearly in T, and stops where gas is hotter than its last temperature.
PARTITION_RANGE_K = (0.1, 3000.0)
N_PARTITION = 1000


def write_molecule(molecule: Molecule, directory: str | Path) -> None:
    """Write a molecule's files, which `read_molecule` takes back with frequencies, energies and A bit by bit.

    A partition function is written on its own temperatures and 1000 more from 0.1 to 3000 K, so that reading between
    them linearly, as RADMC-3D does, gives it within 2e-5.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"molecule_{molecule.name}.inp").write_text(lamda_text(molecule))
    partition = directory / f"partitionfunction_{molecule.name}.inp"
    # Left from another molecule of that name, RADMC-3D would take it in place of the sum over the levels.
    partition.unlink(missing_ok=True)
    if molecule.partition_temperature_k is not None:
        partition.write_text(partition_text(molecule))
    (directory / LINES).write_text(f"2\n1\n{molecule.name} leiden 0 0 0\n")


def partition_text(molecule: Molecule) -> str:
    """The table of a molecule's partition function, from 0.1 to 3000 K."""
    own_k, (coldest_k, hottest_k) = molecule.partition_temperature_k, PARTITION_RANGE_K
    own_k = own_k[(own_k > coldest_k) & (own_k < hottest_k)]
    temperature_k = np.union1d(np.geomspace(coldest_k, hottest_k, N_PARTITION), own_k)
    rows = zip(temperature_k, molecule.partition_function(temperature_k), strict=True)
    return f"1\n{temperature_k.size}\n" + "".join(f"{t:.16e} {value:.16e}\n" for t, value in rows)


def lamda_text(molecule: Molecule) -> str:
    """A molecule in the layout of LAMDA, without collision partners."""
    levels = zip(molecule.level_energy_cm1, molecule.level_weight, molecule.level_label, strict=True)
    upper_k = molecule.level_energy_k()[molecule.upper]
    lines = zip(
        molecule.upper + 1, molecule.lower + 1, molecule.einstein_a_per_s, molecule.frequency_hz, upper_k, strict=True
    )
    return "\n".join(
        [
            f"!MOLECULE\n{molecule.name}\n!MOLECULAR WEIGHT\n{float(molecule.weight_amu)!r}",
            f"!NUMBER OF ENERGY LEVELS\n{molecule.level_energy_cm1.size}",
            "!LEVEL + ENERGIES(cm^-1) + WEIGHT + LABEL",
            *(f'{n} {float(energy)!r} {float(g)!r} "{label}"' for n, (energy, g, label) in enumerate(levels, start=1)),
            f"!NUMBER OF RADIATIVE TRANSITIONS\n{molecule.upper.size}",
            "!TRANS + UP + LOW + EINSTEINA(s^-1) + FREQ(GHz) + E_u(K)",
            *(
                f"{n} {up} {low} {float(a)!r} {Decimal(repr(float(hz))).scaleb(-9):f} {kelvin:.2f}"
                for n, (up, low, a, hz, kelvin) in enumerate(lines, start=1)
            ),
            "!NUMBER OF COLL PARTNERS\n0\n",
        ]
    )


def read_molecule(directory: str | Path) -> Molecule:
    """Read the one molecule of a model directory, with its partition function where there is a file of it.

    Raises
    ------
    ModelInvalid
        `lines.inp` is missing, or is not that of one molecule in LAMDA's layout.
    MoleculeInvalid
        A file of the molecule is missing, cut short, or holds what cannot be.
    """
    directory = Path(directory)
    name = molecule_name(directory / LINES)
    molecule = replace(read_lamda(directory / f"molecule_{name}.inp"), name=name)
    path = directory / f"partitionfunction_{name}.inp"
    if not path.is_file():
        return molecule
    temperature_k, value = read_partition(path)
    return checked(replace(molecule, partition_temperature_k=temperature_k, partition_value=value), str(path))


def molecule_name(path: Path) -> str:
    """Name of the one molecule in `lines.inp`."""
    words = path.read_text().split() if path.is_file() else []
    if len(words) < 4 or words[:2] != ["2", "1"] or words[3] != "leiden":
        raise ModelInvalid(
            f"{path} {f'starts with {words[:4]}' if words else 'is missing or empty'}, expected '2 1 NAME leiden': one "
            "molecule in LAMDA's layout (molecule_NAME.inp)"
        )
    return words[2]


def read_partition(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Temperatures (K) and values of `partitionfunction_NAME.inp`."""
    words = path.read_text().split()
    try:
        numbers = np.array(words, dtype=float)
        n_rows = int(numbers[1])
    except (ValueError, IndexError) as error:
        raise MoleculeInvalid(f"{path} is no table of a partition function ({error}): write it again") from error
    if numbers[0] != 1 or numbers.size != 2 + 2 * n_rows:
        raise MoleculeInvalid(
            f"{path} has format {words[0]} and ends in the section 'partition function' after {numbers.size - 2} "
            f"numbers, expected format 1 and {2 * n_rows} numbers: it was cut short, write it again"
        )
    return numbers[2::2], numbers[3::2]
