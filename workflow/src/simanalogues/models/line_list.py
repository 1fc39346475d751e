"""A line list of the config, as CDMS and JPL publish lines, in the form of levels and lines that a molecule has.

Level 1 is the zero of energy. Each line has two levels of its own: the lower one lies h nu below the upper one and has
its weight, since in LTE that of the lower level drops out.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from simanalogues.errors import MoleculeInvalid
from simanalogues.models.lamda import plain_label
from simanalogues.units import CODATA

CM1_PER_K = CODATA.k / (CODATA.h * CODATA.c)
# Published energies have few digits: that of a lowest level may come out slightly negative.
TOLERANCE = 0.01


def columns_of_list(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `Molecule` from the config's `line.list`.

    Raises
    ------
    MoleculeInvalid
        An upper level lies below the energy of its line's photon.
    """
    lines = entry["lines"]
    frequency_hz = np.array([float(Decimal(str(line["frequency_ghz"])).scaleb(9)) for line in lines])
    upper_cm1 = CM1_PER_K * np.array([line["upper_energy_k"] for line in lines], dtype=float)
    photon_cm1 = frequency_hz / CODATA.c
    require_upper_energies(upper_cm1, photon_cm1, entry["name"])
    return {
        "name": entry["name"],
        "weight_amu": float(entry["weight_amu"]),
        "level_energy_cm1": np.append(0.0, np.column_stack([upper_cm1, upper_cm1 - photon_cm1])),
        "level_weight": np.append(1.0, np.repeat([float(line["upper_weight"]) for line in lines], 2)),
        "level_label": ("zero", *labels_of_levels(lines)),
        "upper": 1 + 2 * np.arange(len(lines)),
        "lower": 2 + 2 * np.arange(len(lines)),
        "einstein_a_per_s": np.array([line["einstein_a_per_s"] for line in lines], dtype=float),
        "frequency_hz": frequency_hz,
        **columns_of_partition(entry["partition"]),
    }


def columns_of_partition(table: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The fields of a `Molecule` from a table of its partition function in the config."""
    return {
        "partition_temperature_k": np.array(table["temperature_k"], dtype=float),
        "partition_value": np.array(table["value"], dtype=float),
    }


def require_upper_energies(upper_cm1: np.ndarray, photon_cm1: np.ndarray, name: str) -> None:
    """Catalogues give energies of lower levels: taken for upper ones, some lie below their photon's."""
    too_low = upper_cm1 < photon_cm1 * (1 - TOLERANCE)
    if too_low.any():
        bad = int(np.argmax(too_low))
        raise MoleculeInvalid(
            f"upper_energy_k of line {bad + 1} in the line list '{name}' is {upper_cm1[bad] / CM1_PER_K:g} K, less "
            f"than the {photon_cm1[bad] / CM1_PER_K:.4g} K of its photon: give the energy of the upper level"
        )


def labels_of_levels(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Labels of upper and lower level of each line in turn, whose names joined by a dash are the line's own.

    A dash after `_` is the sign of a quantum number: `5_-1-4_-1` is `5_-1` to `4_-1`. A label without a dash is that of
    the upper level, the lower one has none.
    """
    labels = []
    for number, line in enumerate(lines, start=1):
        upper, *lower = re.split(r"(?<=[^_\s])\s*-", line.get("label", f"line{number}"), maxsplit=1)
        labels += [plain_label(upper), plain_label(lower[0]) if lower else ""]
    return labels
