"""A molecule file that is cut short or holds what cannot be is refused, and the message says where."""

from pathlib import Path

import numpy as np
import pytest

from simanalogues.errors import MoleculeInvalid
from simanalogues.models.molecules import read_lamda

TEXT = (Path(__file__).resolve().parents[2] / "resources" / "lines" / "hco+.dat").read_text()
ROWS = TEXT.splitlines(keepends=True)
N_NEEDED = 7 + 21 + 3 + 20


def read(tmp_path, text):
    (tmp_path / "x.dat").write_text(text)
    return read_lamda(tmp_path / "x.dat")


@pytest.mark.parametrize(
    ("n_rows", "section", "found", "expected"),
    [
        (0, "molecular weight", 0, 1),
        (3, "molecular weight", 0, 1),
        (5, "number of energy levels", 0, 1),
        (7, "energy levels", 0, 21),
        (20, "energy levels", 13, 21),
        (28, "number of radiative transitions", 0, 1),
        (31, "radiative transitions", 0, 20),
        (50, "radiative transitions", 19, 20),
    ],
)
def test_a_file_cut_short_names_the_section_and_what_was_expected(tmp_path, n_rows, section, found, expected):
    message = f"x.dat ends in the section '{section}' with {found} rows, expected {expected}: it was cut short"
    with pytest.raises(MoleculeInvalid, match=message):
        read(tmp_path, "".join(ROWS[:n_rows]))


def test_no_cut_anywhere_gives_other_numbers(tmp_path):
    whole = read(tmp_path, TEXT)
    for n_characters in range(len("".join(ROWS[:N_NEEDED])) + 20):
        try:
            cut = read(tmp_path, TEXT[:n_characters])
        except MoleculeInvalid:
            continue
        assert n_characters >= len("".join(ROWS[:N_NEEDED]))
        np.testing.assert_array_equal(cut.frequency_hz, whole.frequency_hz)


@pytest.mark.parametrize(
    ("row", "text", "message"),
    [
        (3, "heavy", "line 4 of .* is 'heavy', no row of the section 'molecular weight'"),
        (3, "-29.0", "expected a positive molecular weight"),
        (9, "3 8.9 x 2", "line 10 of .* is '3 8.9 x 2', no row of the section 'energy levels'"),
        (9, "3 8.9", "line 10 of .* no row of the section 'energy levels'"),
        (9, "3 nan 5.0 2", "expected finite level energies"),
        (9, "3 8.9 0.0 2", "expected positive weights of the levels"),
        (32, "2 3 2 4e-4", "line 33 of .* no row of the section 'radiative transitions'"),
        (32, "2 3 2 4e-4 1,2 3", "line 33 of .* no row of the section 'radiative transitions'"),
        (32, "2 22 2 4e-4 178.4 12", "expected lines between levels 1 and 21"),
        (32, "2 3 0 4e-4 178.4 12", "expected lines between levels 1 and 21"),
        (32, "2 3 2 -4e-4 178.4 12", "expected Einstein A coefficients of at least 0"),
        (32, "2 3 2 4e-4 0.0 12", "expected positive frequencies"),
    ],
)
def test_a_row_that_cannot_be_is_named(tmp_path, row, text, message):
    with pytest.raises(MoleculeInvalid, match=message):
        read(tmp_path, "".join([*ROWS[:row], text + "\n", *ROWS[row + 1 :]]))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MoleculeInvalid, match="there is no molecule file .*absent.dat"):
        read_lamda(tmp_path / "absent.dat")


def test_exponents_of_fortran_and_names_unfit_for_files_are_read(tmp_path):
    (tmp_path / "hco+@x y.dat").write_text(TEXT.replace("4.251e-05", "4.251D-05"))
    molecule = read_lamda(tmp_path / "hco+@x y.dat")
    assert molecule.einstein_a_per_s[0] == 4.251e-5
    assert molecule.name == "hco+_x_y"
