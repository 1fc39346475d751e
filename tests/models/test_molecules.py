"""Line data: the shipped files, lines by name, partition functions."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simanalogues.errors import TransitionUnknown
from simanalogues.models.molecules import find_line
from simanalogues.units import CODATA

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "lines"
# Transition, number in the file, frequency (GHz), A (1/s), weight of the upper level.
LINES = {
    "co": ("2-1", 2, 230.5380000, 6.910e-7, 5),
    "cs": ("5-4", 5, 244.9355565, 2.981e-4, 11),
    "so": ("5_6-4_5", 34, 219.9494420, 1.335e-4, 13),
    "sio": ("5-4", 5, 217.1049800, 5.1965e-4, 11),
    "hco+": ("3-2", 3, 267.55727767, 1.476e-3, 7),
    "hcn": ("3-2", 3, 265.88643390, 8.356e-4, 21),
    "ocs": ("19-18", 19, 231.0609830, 3.5769e-5, 39),
    "oh2cs": ("7_1_6-6_1_5", 18, 244.0485040, 2.103e-4, 15),
    "ph2cs": ("7_0_7-6_0_6", 11, 240.2668720, 2.049e-4, 15),
}


@pytest.mark.parametrize("name", LINES)
def test_every_shipped_file_has_its_line_near_1_3_mm(shipped, name):
    transition, number, frequency_ghz, einstein_a, weight = LINES[name]
    molecule = shipped(name)
    line = find_line(molecule, transition)
    assert molecule.name == name
    assert line == number - 1 == find_line(molecule, number)
    assert molecule.frequency_hz[line] == round(frequency_ghz * 1e9)
    assert molecule.einstein_a_per_s[line] == einstein_a
    assert molecule.level_weight[molecule.upper[line]] == weight


@pytest.mark.parametrize("name", LINES)
def test_frequencies_agree_with_the_energies_of_their_levels(shipped, name):
    molecule = shipped(name)
    energy_hz = molecule.level_energy_cm1 * CODATA.c
    of_energies = energy_hz[molecule.upper] - energy_hz[molecule.lower]
    # Energies have four decimals or more; that of SO's level 4_5 is 0.023 cm-1 too high in LAMDA's file.
    atol_cm1 = 0.024 if name == "so" else 2e-4
    np.testing.assert_allclose(molecule.frequency_hz, of_energies, rtol=5e-5, atol=atol_cm1 * CODATA.c)


def test_readme_lists_the_lines_and_the_checksums_of_the_files():
    readme = (SHIPPED / "README.md").read_text()
    for name, (transition, *_) in LINES.items():
        assert f"`{name}.dat` | `{transition}` |" in readme
        assert hashlib.sha256((SHIPPED / f"{name}.dat").read_bytes()).hexdigest() + f"  {name}.dat" in readme


@pytest.mark.parametrize(
    ("name", "transition", "expected"),
    [
        ("hcn", " 3 - 2 ", "3-2"),
        ("hcn", "03-02", "3-2"),
        ("co", "2\u20131", "2-1"),
        ("so", "5 6-4 5", "5_6-4_5"),
        ("oh2cs", '"7_1_6"-"6_1_5"', "7_1_6-6_1_5"),
    ],
)
def test_quotes_blanks_and_leading_zeros_do_not_count(shipped, name, transition, expected):
    assert shipped(name).line_name(find_line(shipped(name), transition)) == expected


@pytest.mark.parametrize("transition", ["2-0", "CO 2-1", "", 0, 41, -1])
def test_an_unknown_transition_lists_lines_near_1_3_mm_first(shipped, transition):
    expected = (
        f"co has no lines '{transition}' among its 40: .*near 1.3 mm: "
        r"2-1 \(number 2, 230.538 GHz\), 3-2 .*, 1-0 "
    )
    with pytest.raises(TransitionUnknown, match=expected):
        find_line(shipped("co"), transition)


def test_a_name_that_two_lines_have_is_refused(shipped):
    co = shipped("co")
    twice = replace(co, level_label=("0", "1", "2", "1", "2", *co.level_label[5:]))
    with pytest.raises(TransitionUnknown, match=r"has 2 lines '2-1' .*of these: 2-1 \(number 2, .*2-1 \(number 4, "):
        find_line(twice, "2-1")


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_level_populations_are_those_of_pythonradex(shipped, name):
    theirs = pytest.importorskip("pythonradex.molecule").Molecule(str(SHIPPED / f"{name}.dat"))
    ours = shipped(name)
    temperature_k = np.array([3.0, 10, 50, 300, 1000])
    fractions = np.array([ours.level_fraction(level, temperature_k) for level in range(len(ours.level_label))])
    np.testing.assert_allclose(fractions, theirs.Boltzmann_level_population(temperature_k), rtol=1e-6)
    np.testing.assert_allclose(fractions.sum(axis=0), 1, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "temperature_k", "tabulated", "rtol"),
    [
        # CDMS; the sum over CS's 31 levels is 2.4 % short at 300 K.
        ("co", 300.0, 108.865, 1e-5),
        ("co", 37.5, 13.897, 1e-4),
        ("cs", 300.0, 255.9, 0.03),
    ],
)
def test_partition_functions_are_the_tabulated_ones(shipped, name, temperature_k, tabulated, rtol):
    np.testing.assert_allclose(shipped(name).partition_function(temperature_k), tabulated, rtol=rtol)


def test_energies_count_from_the_first_level(shipped):
    molecule = shipped("oh2cs")
    np.testing.assert_allclose(
        molecule.partition_function(0.1), 3.0 * (1 + np.exp(-0.0349 * 1.438777 / 0.1)), rtol=1e-4
    )
    line = find_line(molecule, "7_1_6-6_1_5")
    lower_cm1 = molecule.level_energy_cm1[molecule.lower[line]]
    np.testing.assert_allclose(molecule.lower_energy_k(line), (lower_cm1 - 10.2818) * 1.438777, rtol=1e-6)


def test_gas_colder_than_the_coldest_counts_as_that(shipped):
    co = shipped("co")
    assert co.partition_function(0.0) == co.partition_function(0.1)
    assert co.level_fraction(0, np.zeros(3)).tolist() == [1, 1, 1]
