"""Levels and lines of a molecule, from a LAMDA file or a line list, and its LTE populations.

Energies count from level 1, the first of the file, as in RADMC-3D: o-H2CS has its lowest level at 10.3 cm-1 there, and
both the partition function and the Boltzmann factors are relative to it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simanalogues.errors import MoleculeInvalid, TransitionUnknown
from simanalogues.models.lamda import columns_of_lamda, plain_label
from simanalogues.models.line_list import columns_of_list, columns_of_partition
from simanalogues.units import CODATA, RadiationConstants

NAME = re.compile(r"[A-Za-z0-9_+-]+")
# RADMC-3D's own table of the partition function starts here; colder gas is taken to be as cold as this.
COLDEST_K = 0.1
MM_BAND_HZ = 2.306e11
N_SUGGESTED = 8
# Boltzmann factor of the last level from which the sum over the levels may be 1 % too small or more.
LARGEST_OF_LAST_LEVEL = 1e-3
# By how much a partition function given for a file may differ from the sum over the file's levels.
PARTITION_TOLERANCE = 0.05
# No vibration of a small molecule counts in gas colder than this.
COLD_K = 50.0


@dataclass(frozen=True)
class Molecule:
    """Levels and lines; arrays of the levels have shape (n_levels,), those of the lines (n_lines,).

    name
        File-safe: letters, digits, `_`, `+`, `-`; as in RADMC-3D's `molecule_NAME.inp`.
    weight_amu
        Molecular weight in atomic mass units.
    level_energy_cm1, level_weight, level_label
        Energy (cm-1), statistical weight and quantum numbers of the levels.
    upper, lower
        Levels of the lines, from 0.
    einstein_a_per_s, frequency_hz
        Einstein A, and the rest frequency as the file gives it (not from the energies, which are rounded).
    partition_temperature_k, partition_value
        Partition function on increasing temperatures, shape (n_temperatures,); None for the sum over the levels.
    """

    name: str
    weight_amu: float
    level_energy_cm1: np.ndarray
    level_weight: np.ndarray
    level_label: tuple[str, ...]
    upper: np.ndarray
    lower: np.ndarray
    einstein_a_per_s: np.ndarray
    frequency_hz: np.ndarray
    partition_temperature_k: np.ndarray | None = None
    partition_value: np.ndarray | None = None

    def level_energy_k(self, constants: RadiationConstants = CODATA) -> np.ndarray:
        """Energies of the levels above level 1 in K, shape (n_levels,)."""
        return constants.h * constants.c / constants.k * (self.level_energy_cm1 - self.level_energy_cm1[0])

    def lower_energy_k(self, line: int, constants: RadiationConstants = CODATA) -> float:
        """Energy of a line's lower level above level 1 in K."""
        return float(self.level_energy_k(constants)[self.lower[line]])

    @property
    def hottest_k(self) -> float:
        """Temperature (K) up to which the sum over the levels is their partition function to about 1 %."""
        return float(-self.level_energy_k().max() / np.log(LARGEST_OF_LAST_LEVEL))

    def partition_function(
        self, temperature_k: np.ndarray | float, constants: RadiationConstants = CODATA
    ) -> np.ndarray:
        """Partition function relative to level 1: sum of g exp(-E/kT) over the levels, or the table.

        The table is interpolated in log-log; beyond its ends the power law of its first and last interval goes on,
        of which `gas_files.write_gas` warns.

        Parameters
        ----------
        temperature_k
            Any shape, K; below 0.1 K it counts as 0.1 K.
        """
        temperature_k = np.maximum(np.asarray(temperature_k, dtype=float), COLDEST_K)
        if self.partition_temperature_k is not None:
            return power_laws(temperature_k, self.partition_temperature_k, self.partition_value)
        total = np.zeros_like(temperature_k)
        for energy_k, weight in zip(self.level_energy_k(constants), self.level_weight, strict=True):
            total += weight * np.exp(-energy_k / temperature_k)
        return total

    def level_fraction(
        self, level: int, temperature_k: np.ndarray | float, constants: RadiationConstants = CODATA
    ) -> np.ndarray:
        """Fraction of the molecules in a level (from 0) in LTE, in the shape of `temperature_k` (K)."""
        temperature_k = np.maximum(np.asarray(temperature_k, dtype=float), COLDEST_K)
        boltzmann = np.exp(-self.level_energy_k(constants)[level] / temperature_k)
        return self.level_weight[level] * boltzmann / self.partition_function(temperature_k, constants)

    def line_name(self, line: int) -> str:
        """Labels of a line's upper and lower level with a dash, as `find_line` takes them."""
        labels = (self.level_label[self.upper[line]], self.level_label[self.lower[line]])
        return "-".join(label for label in labels if label)


def power_laws(at: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Interpolation in log-log, whose first and last power law go on beyond the ends."""
    at, x, y = np.log(at), np.log(x), np.log(y)
    slopes = np.diff(y) / np.diff(x)
    return np.exp(np.interp(at, x, y) + slopes[0] * np.minimum(at - x[0], 0) + slopes[-1] * np.maximum(at - x[-1], 0))


def read_lamda(path: str | Path) -> Molecule:
    """Read a LAMDA file, or RADMC-3D's `molecule_NAME.inp`; the molecule's name is that of the file.

    Raises
    ------
    MoleculeInvalid
        The file is missing, cut short, or holds what cannot be.
    """
    path = Path(path)
    name = re.sub(r"[^A-Za-z0-9_+-]+", "_", path.stem.removeprefix("molecule_"))
    return checked(Molecule(name=name, **columns_of_lamda(path)), str(path))


def molecule_of_list(entry: Mapping[str, Any]) -> Molecule:
    """The molecule of a config's line list (`line.list`).

    Raises
    ------
    MoleculeInvalid
        Something in it cannot be.
    """
    return checked(Molecule(**columns_of_list(entry)), f"the line list '{entry['name']}'")


def with_partition(molecule: Molecule, table: Mapping[str, Any]) -> Molecule:
    """The molecule of a file with the partition function of a config's `line.partition`.

    Raises
    ------
    MoleculeInvalid
        It is no table, or not on the file's zero of energy or weights: it lies below the sum over the file's levels,
        or above it in gas so cold that these are all that count.
    """
    where = f"the `partition` of {molecule.name}"
    tabulated = checked(replace(molecule, **columns_of_partition(table)), where)
    temperature_k = tabulated.partition_temperature_k
    ratio = tabulated.partition_value / molecule.partition_function(temperature_k)
    complete = temperature_k < min(molecule.hottest_k, COLD_K)
    bad = (ratio < 1 - PARTITION_TOLERANCE) | ((ratio > 1 + PARTITION_TOLERANCE) & complete)
    if bad.any():
        first = int(np.argmax(bad))
        raise MoleculeInvalid(
            f"{where} is {ratio[first]:.3g} times the sum over the file's levels at {temperature_k[first]:g} K, "
            f"expected {'about 1' if ratio[first] > 1 else 'at least 1'}: count energies from the file's first level "
            "and take the file's weights"
        )
    return tabulated


def checked(molecule: Molecule, where: str) -> Molecule:
    """The molecule itself, if all its numbers can be."""
    n_levels = molecule.level_energy_cm1.size
    ends = np.concatenate([molecule.upper, molecule.lower])
    table_k, table = molecule.partition_temperature_k, molecule.partition_value
    for good, what in (
        (0 < molecule.weight_amu < np.inf, "a positive molecular weight"),
        (np.isfinite(molecule.level_energy_cm1).all(), "finite level energies"),
        (((molecule.level_weight > 0) & (molecule.level_weight < np.inf)).all(), "positive weights of the levels"),
        (((ends >= 0) & (ends < n_levels)).all(), f"lines between levels 1 and {n_levels}"),
        ((molecule.einstein_a_per_s >= 0).all(), "Einstein A coefficients of at least 0"),
        (((molecule.frequency_hz > 0) & (molecule.frequency_hz < np.inf)).all(), "positive frequencies"),
        (
            table is None or table_k.size == table.size >= 2,
            "two or more values of the partition function, one for each temperature",
        ),
        (
            table is None or ((table_k > 0) & (table_k < np.inf)).all() and (np.diff(table_k) > 0).all(),
            "increasing temperatures of the partition function",
        ),
        (table is None or ((table > 0) & (table < np.inf)).all(), "positive values of the partition function"),
    ):
        if not good:
            raise MoleculeInvalid(f"{where} is damaged: expected {what}; get it again or mend it")
    return molecule


def find_line(molecule: Molecule, transition: str | int) -> int:
    """Index of a line, from 0.

    Parameters
    ----------
    transition
        Labels of the upper and lower level with a dash, such as `2-1`, `5_6-4_5` or `7_1_6-6_1_5`; quotes, blanks and
        leading zeros of the file's labels do not count. Or the line's number in the file, from 1.

    Raises
    ------
    TransitionUnknown
        No line has that name or number, or several have the name; the message lists what there is near 1.3 mm.
    """
    n_lines = molecule.frequency_hz.size
    if isinstance(transition, int):
        found = [transition - 1] if 1 <= transition <= n_lines else []
    else:
        wanted = plain_label(re.sub(r"[\s'\"]*[-\u2013][\s'\"]*", "-", transition))
        found = [line for line in range(n_lines) if molecule.line_name(line) == wanted]
    if len(found) == 1:
        return found[0]
    near = np.argsort(abs(molecule.frequency_hz - MM_BAND_HZ), kind="stable")
    listed = ", ".join(described(molecule, line) for line in found or near[:N_SUGGESTED])
    raise TransitionUnknown(
        f"{molecule.name} has {len(found) or 'no'} lines '{transition}' among its {n_lines}: give labels or the number "
        f"of one line, {'of these' if found else 'near 1.3 mm'}: {listed}"
    )


def described(molecule: Molecule, line: int) -> str:
    """Name, number and frequency of a line, for messages."""
    return f"{molecule.line_name(line)} (number {line + 1}, {molecule.frequency_hz[line] / 1e9:.3f} GHz)"
