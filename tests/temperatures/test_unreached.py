import numpy as np
import pytest

from simanalogues.models.octree import octree_of_flags
from simanalogues.temperatures.unreached import filled, leaves_beside


@pytest.fixture(scope="module")
def octree():
    """8 cells a side, the one at (3, 3, 3) refined."""
    flags = np.zeros(8**3 + 8, dtype=np.int8)
    flags[3 + 8 * (3 + 8 * 3)] = 1
    return octree_of_flags(np.zeros(3), 1.0, (8, 8, 8), flags)


def test_a_linear_field_of_the_fourth_power_is_restored(octree):
    fourth = 1e4 + 1e3 * octree.leaf_centre_cm[:, 0]
    temperature_k = fourth**0.25
    centre = octree.leaf_centre_cm
    hole = ((centre > 4) & (centre < 7)).all(axis=1)
    result = filled(octree, np.where(hole, 0.0, temperature_k), np.ones(octree.n_leaves, bool))
    assert hole.sum() == 27
    np.testing.assert_allclose(result[hole], temperature_k[hole], rtol=1e-3)
    np.testing.assert_allclose(result[~hole], temperature_k[~hole], rtol=1e-12)


def test_cells_beside_are_found_at_any_level(octree):
    coarse = octree.leaf_at(np.array([[4.5, 3.5, 3.5]]))
    fine = octree.leaf_at(np.array([[3.9, 3.6, 3.6]]))
    assert octree.leaf_level[leaves_beside(octree, coarse)[0, 3]] == 1
    assert leaves_beside(octree, fine)[0, 0] == coarse[0]
    assert leaves_beside(octree, octree.leaf_at(np.array([[0.5, 0.5, 0.5]])))[0, 3] == -1


def test_empty_cells_neither_get_nor_give_a_temperature(octree):
    dusty = octree.leaf_centre_cm[:, 0] > 4
    temperature_k = np.where(dusty, 30.0, 0.0)
    missing = octree.leaf_at(np.array([[4.5, 4.5, 4.5]]))[0]
    temperature_k[missing] = 0.0
    result = filled(octree, temperature_k, dusty)
    assert result[missing] == pytest.approx(30.0)
    assert (result[~dusty] == 0).all()


def test_what_no_photon_is_connected_to_stays_at_zero(octree):
    x = octree.leaf_centre_cm[:, 0]
    temperature_k = np.where(x < 3, 20.0, 0.0)
    result = filled(octree, temperature_k, (x < 3) | (x > 6))
    assert (result[x > 6] == 0).all()
    np.testing.assert_array_equal(filled(octree, np.zeros(octree.n_leaves), x < 3), 0.0)
