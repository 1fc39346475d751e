"""The text of a LAMDA file (Leiden Atomic and Molecular Database): its levels and lines. Collisions are not read.

Lines 2, 4 and 6 are name, weight and number of levels; then a comment, the levels, a comment, the number of lines, a
comment, the lines. RADMC-3D's `molecule_NAME.inp` is the same.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from simanalogues.errors import MoleculeInvalid

T = TypeVar("T")
WHAT_OF_ROW = {3: "molecular weight", 5: "number of energy levels", -1: "number of radiative transitions"}
ROWS_BEFORE_LEVELS = 7
ROWS_BEFORE_LINES = 3


def columns_of_lamda(path: Path) -> dict[str, Any]:
    """The fields of a `Molecule` but its name, from the text of a LAMDA file.

    Raises
    ------
    MoleculeInvalid
        The file is missing, ends inside a section, or a row is not what it should be.
    """
    if not path.is_file():
        raise MoleculeInvalid(f"there is no molecule file {path}: name a LAMDA file")
    text = path.read_text(errors="replace")
    rows = text.splitlines()
    # A last row without its end may lack digits.
    rows = rows if text.endswith(("\n", "\r")) else rows[:-1]
    weight, n_levels = (section(path, rows, n, 1, what=WHAT_OF_ROW[n], parse=first)[0] for n in (3, 5))
    levels = section(path, rows, ROWS_BEFORE_LEVELS, int(n_levels), what="energy levels", parse=level)
    after = ROWS_BEFORE_LEVELS + int(n_levels)
    n_lines = int(section(path, rows, after + 1, 1, what=WHAT_OF_ROW[-1], parse=first)[0])
    lines = section(path, rows, after + ROWS_BEFORE_LINES, n_lines, what="radiative transitions", parse=line)
    energy, weights, labels = zip(*levels, strict=True)
    upper, lower, einstein_a, frequency = zip(*lines, strict=True)
    return {
        "weight_amu": weight,
        "level_energy_cm1": np.array(energy),
        "level_weight": np.array(weights),
        "level_label": labels,
        "upper": np.array(upper) - 1,
        "lower": np.array(lower) - 1,
        "einstein_a_per_s": np.array(einstein_a),
        "frequency_hz": np.array(frequency),
    }


def section(
    path: Path, rows: list[str], start: int, n_rows: int, *, what: str, parse: Callable[[list[str]], T]
) -> list[T]:
    """The `n_rows` rows of one section, parsed; they start at row `start`, from 0."""
    found = rows[start : start + n_rows]
    if len(found) < n_rows or n_rows < 1:
        raise MoleculeInvalid(
            f"{path} ends in the section '{what}' with {len(found)} rows, expected {n_rows}: it was cut short, get it "
            "again"
        )
    parsed = []
    for number, row in enumerate(found, start + 1):
        try:
            parsed.append(parse(row.split()))
        except (ValueError, IndexError, ArithmeticError) as error:
            raise MoleculeInvalid(
                f"line {number} of {path} is '{row.strip()}', no row of the section '{what}': expected a LAMDA file"
            ) from error
    return parsed


def first(words: list[str]) -> float:
    """The number that a row starts with."""
    return number_of(words[0])


def level(words: list[str]) -> tuple[float, float, str]:
    """Energy (cm-1), weight and label of a level."""
    return number_of(words[1]), number_of(words[2]), plain_label(" ".join(words[3:]))


def line(words: list[str]) -> tuple[int, int, float, float]:
    """Upper and lower level (from 1), Einstein A (1/s) and frequency (Hz) of a line.

    The frequency is shifted from GHz to Hz in decimal, so that it is the double nearest to what the file says.
    """
    return int(words[1]), int(words[2]), number_of(words[3]), float(Decimal(words[4]).scaleb(9))


def number_of(word: str) -> float:
    """A number, with Fortran's exponents also."""
    return float(word.lower().replace("d", "e"))


def plain_label(text: str) -> str:
    """Quantum numbers without quotes, blanks and leading zeros: `" 00 "` is `0`, `6 05` is `6_5`."""
    return re.sub(r"(?<![\d.])0+(?=\d)", "", "_".join(text.replace('"', " ").replace("'", " ").split()))
