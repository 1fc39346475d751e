"""Abundances: steps at their temperatures, isotopologues, molecules per cm3, and what cannot be."""

import numpy as np
import pytest

from simanalogues.errors import MoleculeInvalid
from simanalogues.models.abundance import Abundance, abundance_of, number_density


def test_steps_meet_without_gap_or_overlap():
    steps = [{"below_k": 20.0, "factor": 0.01}, {"above_k": 20.0, "factor": 3.0}]
    abundance = abundance_of({"abundance": 1e-4, "abundance_steps": steps, "isotope_ratio": 1})
    at = abundance.at(np.array([5.0, np.nextafter(20.0, 0), 20.0, 90.0]))
    np.testing.assert_allclose(at, [1e-6, 1e-6, 3e-4, 3e-4], rtol=1e-12)


def test_steps_that_hold_at_once_are_multiplied():
    steps = [{"above_k": 20.0, "factor": 10.0}, {"above_k": 100.0, "factor": 0.5}]
    at = abundance_of({"abundance": 1e-9, "abundance_steps": steps}).at(np.array([10.0, 20.0, 100.0]))
    np.testing.assert_allclose(at, [1e-9, 1e-8, 5e-9], rtol=1e-12)


def test_an_isotopologue_has_its_part():
    np.testing.assert_allclose(abundance_of({"abundance": 1e-4, "isotope_ratio": 560}).at(10.0), 1e-4 / 560, rtol=1e-12)


def test_hydrogen_has_its_share_of_the_gas():
    # 2.8 hydrogen masses of gas per H2: 1e-18 g cm-3 are 2.134e5 cm-3.
    density = number_density(np.array([1e-18, 0.0]), np.array([10.0, 10.0]), Abundance(1e-4), 2.8)
    np.testing.assert_allclose(density, [21.3403, 0.0], rtol=1e-5)


def test_no_abundance_is_allowed():
    assert number_density(np.ones(2), np.full(2, 10.0), abundance_of({"abundance": 0}), 2.8).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"abundance": -1e-4}, "abundance is -0.0001, expected a number of molecules per H2 of at least 0"),
        ({"abundance": float("nan")}, "abundance is nan"),
        ({"isotope_ratio": 0}, "isotope_ratio is 0, expected a number above 0"),
        ({"abundance_steps": [{"below_k": 20, "factor": -1}]}, "abundance_steps, step 1: factor is -1"),
        ({"abundance_steps": [{"factor": 2}]}, "step 1: temperature is .*, expected either below_k or above_k"),
        (
            {"abundance_steps": [{"below_k": 9, "factor": 2}, {"below_k": 90, "above_k": 20, "factor": 2}]},
            "step 2: temperature is .*'below_k': 90, 'above_k': 20.*, expected either below_k or above_k",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(MoleculeInvalid, match=message):
        abundance_of({"abundance": 1e-4} | changes)
