"""Line lists: as good as the molecule that they are made of; labels, partition functions, and what cannot be."""

import numpy as np
import pytest

from simanalogues.errors import MoleculeInvalid
from simanalogues.models.molecules import find_line, molecule_of_list


def list_of(molecule, temperature_k):
    energy_k = molecule.level_energy_k()
    lines = [
        {
            "frequency_ghz": float(f"{hz / 1e9:.9f}"),
            "einstein_a_per_s": float(a),
            "upper_energy_k": float(energy_k[up]),
            "upper_weight": float(molecule.level_weight[up]),
            "label": molecule.line_name(line),
        }
        for line, (hz, a, up) in enumerate(
            zip(molecule.frequency_hz, molecule.einstein_a_per_s, molecule.upper, strict=True)
        )
    ]
    partition = {"temperature_k": temperature_k.tolist(), "value": molecule.partition_function(temperature_k).tolist()}
    return {"name": "list", "weight_amu": molecule.weight_amu, "lines": lines, "partition": partition}


@pytest.mark.parametrize("name", ["co", "oh2cs"])
def test_a_line_list_has_the_populations_of_the_molecule_that_it_was_made_of(shipped, name):
    molecule = shipped(name)
    # Fine enough for the interpolation between temperatures.
    listed = molecule_of_list(list_of(molecule, np.geomspace(2, 1500, 4000)))
    temperature_k = np.array([2.7, 9.1, 33.0, 120.5, 700.0])
    assert listed.frequency_hz.tolist() == molecule.frequency_hz.tolist()
    assert listed.einstein_a_per_s.tolist() == molecule.einstein_a_per_s.tolist()
    for line in range(molecule.frequency_hz.size):
        assert find_line(listed, line + 1) == line
        upper, lower, theirs = listed.upper[line], listed.lower[line], molecule.lower[line]
        fraction = molecule.level_fraction(molecule.upper[line], temperature_k)
        np.testing.assert_allclose(listed.level_fraction(upper, temperature_k), fraction, rtol=1e-6)
        per_weight = molecule.level_fraction(theirs, temperature_k) / molecule.level_weight[theirs]
        # The rounded energies of the file and its frequencies differ by 1e-4 cm-1.
        listed_per_weight = listed.level_fraction(lower, temperature_k) / listed.level_weight[lower]
        np.testing.assert_allclose(listed_per_weight, per_weight, rtol=2e-4)


def test_lines_of_a_list_are_found_by_their_labels(shipped):
    entry = list_of(shipped("co"), np.array([10.0, 300.0]))
    entry["lines"] = entry["lines"][:4]
    for line, label in zip(entry["lines"], ["5_-1-4_-1 E", "2-1", "band head", None], strict=True):
        line["label"] = label
    del entry["lines"][3]["label"]
    molecule = molecule_of_list(entry)
    found = [find_line(molecule, name) for name in ("5_-1-4_-1 E", "2 - 1", "band head", "line4")]
    assert found == [0, 1, 2, 3]


def test_a_partition_function_goes_on_as_a_power_law_beyond_its_table(shipped):
    entry = list_of(shipped("co"), np.array([10.0, 300.0]))
    entry["partition"] = {"temperature_k": [10.0, 20.0, 300.0], "value": [4.0, 8.0, 4.0 * 30.0**1.5]}
    molecule = molecule_of_list(entry)
    slope = np.log(4.0 * 30.0**1.5 / 8.0) / np.log(300.0 / 20.0)
    values = molecule.partition_function(np.array([5.0, 10.0, 14.0, 300.0, 600.0]))
    expected = [2.0, 4.0, 5.6, 4.0 * 30.0**1.5, 4.0 * 30.0**1.5 * 2.0**slope]
    np.testing.assert_allclose(values, expected, rtol=1e-12)


def test_a_lower_energy_in_place_of_the_upper_one_is_refused(shipped):
    entry = list_of(shipped("co"), np.array([10.0, 300.0]))
    entry["lines"][1]["upper_energy_k"] = 5.53
    with pytest.raises(MoleculeInvalid, match="line 2 in the line list 'list' is 5.53 K, less than the 11.06 K of its"):
        molecule_of_list(entry)


@pytest.mark.parametrize(
    ("temperature_k", "value", "message"),
    [
        ([10.0, 300.0], [4.0], "one for each temperature"),
        ([300.0, 10.0], [100.0, 4.0], "increasing temperatures"),
        ([10.0, 300.0], [4.0, -1.0], "positive values of the partition function"),
    ],
)
def test_a_partition_function_that_is_no_table_is_refused(shipped, temperature_k, value, message):
    entry = list_of(shipped("co"), np.array([10.0, 300.0]))
    entry["partition"] = {"temperature_k": temperature_k, "value": value}
    with pytest.raises(MoleculeInvalid, match=f"the line list 'list' is damaged: expected .*{message}"):
        molecule_of_list(entry)
