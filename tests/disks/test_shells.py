import numpy as np
import pytest

from simanalogues.disks.axis import cylindrical, spin_axis
from simanalogues.disks.cylinders import cylinder_edges_au, shells_with_gas
from simanalogues.disks.disk import disk_size_au, measure_disk
from simanalogues.disks.gas import Gas, cell_at_star_au, gas_about
from simanalogues.models.cells import Cells
from simanalogues.units import G_AU_KMS2_PER_MSUN

Z = np.array([0.0, 0.0, 1.0])


def ring_of_cells(radii_au, width_au):
    """Cells in the midplane on Kepler orbits about 1 Msun, 16 on each ring."""
    angle = np.tile(2 * np.pi * np.arange(16) / 16, len(radii_au))
    radius = np.repeat(radii_au, 16)
    position = np.stack([radius * np.cos(angle), radius * np.sin(angle), 0 * angle], axis=-1)
    velocity = np.cross(Z, position) * np.sqrt(G_AU_KMS2_PER_MSUN / radius**3)[:, None]
    return Gas(position, velocity, np.full(radius.size, 1e-12), np.full(radius.size, width_au))


def joined(*gases):
    names = ("position_au", "velocity_kms", "mass_msun", "width_au")
    return Gas(*(np.concatenate([getattr(gas, name) for gas in gases]) for name in names))


def turned_to_x(gas, times_mass):
    position, velocity = (np.roll(vectors, 1, axis=1) for vectors in (gas.position_au, gas.velocity_kms))
    return Gas(position, velocity, times_mass * gas.mass_msun, gas.width_au)


def shells_of(gas):
    return shells_with_gas(gas, Z, star_mass_msun=1.0, inner_au=10.0, outer_au=1000.0)


def test_shells_without_a_cell_are_neither_gaps_nor_ends():
    edges, rotates = shells_of(ring_of_cells([20, 30, 80, 200], width_au=1.0))
    assert rotates.tolist() == [True] * 4
    assert 200 < disk_size_au(edges, rotates, last_shell=False) <= 200 * 10 ** (1 / 20)


def test_shells_whose_cells_are_empty_are_gaps():
    gas = ring_of_cells([20, 30, 80, 200], width_au=1.0)
    mass = np.where((gas.radius_au > 25) & (gas.radius_au < 100), 0.0, gas.mass_msun)
    edges, rotates = shells_of(Gas(gas.position_au, gas.velocity_kms, mass, gas.width_au))
    assert rotates.tolist() == [True, False, False, True]
    assert disk_size_au(edges, rotates, last_shell=False) < 25


def test_shells_are_logarithmic_where_cells_are_small():
    edges = cylinder_edges_au(np.geomspace(1, 2000, 999), np.full(999, 0.01), inner_au=10.0, outer_au=1000.0)
    np.testing.assert_allclose(np.diff(np.log10(edges)), 1 / 20, rtol=1e-9)
    assert edges[-1] == 1000


def test_shells_are_as_wide_as_the_cells_in_them():
    distance = np.arange(5.0, 2000, 5)
    width = np.where(distance < 200, 16.7, 66.8)
    edges = cylinder_edges_au(distance, width, inner_au=33.4, outer_au=1000.0)
    assert edges[0] == 33.4
    assert (np.diff(edges)[edges[:-1] < 150] >= 16.7 - 1e-9).all()
    assert (np.diff(edges)[edges[:-1] > 200] >= 66.8 - 1e-9).all()


def test_no_shell_begins_beyond_the_outer_limit():
    assert cylinder_edges_au(np.array([50.0]), np.array([20.0]), inner_au=40.0, outer_au=30.0).tolist() == [40.0]


@pytest.mark.parametrize(
    ("distance", "height", "width", "inside"),
    [(100, 24, 2, True), (100, 26, 2, False), (10, 7, 2, True), (10, 8, 2, False), (40, 15, 32, True)],
)
def test_the_wedge_has_aspect_a_quarter_and_is_15_au_and_a_cell_thick(distance, height, width, inside):
    gas = Gas(np.array([[distance, 0.0, height]]), np.zeros((1, 3)), np.ones(1), np.array([float(width)]))
    radius, in_wedge = cylindrical(gas, Z)
    assert radius[0] == pytest.approx(distance, rel=1e-12)
    assert in_wedge[0] == inside


def test_the_axis_is_that_of_the_trial_disk_not_of_the_gas_around_it():
    gas = joined(ring_of_cells([50, 100], 5.0), turned_to_x(ring_of_cells([600], 5.0), 0.05))
    unrefined = gas.mass_msun @ gas.spin_au_kms
    assert unrefined[2] < 0.9999 * np.linalg.norm(unrefined)
    np.testing.assert_allclose(spin_axis(gas, np.inf), Z, atol=1e-12)


def test_gas_beyond_half_the_separation_does_not_turn_the_axis():
    outer = ring_of_cells([120], 5.0)
    backward = Gas(outer.position_au, -outer.velocity_kms, outer.mass_msun, outer.width_au)
    gas = joined(ring_of_cells([50], 5.0), backward)
    np.testing.assert_allclose(spin_axis(gas, 100.0), Z, atol=1e-12)
    np.testing.assert_allclose(spin_axis(gas, np.inf), -Z, atol=1e-12)


def test_of_two_crossed_rings_the_heavier_is_the_disk_unless_the_gas_around_turns_with_the_lighter():
    rings = joined(ring_of_cells([50], 5.0), turned_to_x(ring_of_cells([50], 5.0), 0.8))
    gas = joined(rings, turned_to_x(ring_of_cells([300], 5.0), 20.0))
    assert spin_axis(gas, 200.0)[2] > 0.95
    assert spin_axis(gas, np.inf)[0] > 0.95


@pytest.mark.filterwarnings("error")
def test_a_star_in_empty_cells_has_no_disk_and_no_axis(with_disk):
    gas = with_disk((0, 0, 1))
    empty = Gas(gas.position_au, gas.velocity_kms, np.zeros_like(gas.mass_msun), gas.width_au)
    disk = measure_disk(empty, star_mass_msun=1.0, separation_au=np.nan, last_shell=False)
    assert (disk["disk_size_au"], disk["disk_mass_msun"], disk["disk_is_unresolved"]) == (0, 0, 1)
    assert np.isnan(disk["disk_axis"]).all()


@pytest.mark.filterwarnings("error")
def test_empty_cells_in_a_disk_change_nothing_but_their_mass(with_disk):
    gas = with_disk((0, 0, 1))
    mass = np.where(gas.position_au[:, 0] > 0, gas.mass_msun, 0.0)
    half = Gas(gas.position_au, gas.velocity_kms, mass, gas.width_au)
    disk = measure_disk(half, star_mass_msun=1.0, separation_au=np.nan, last_shell=False)
    whole = measure_disk(gas, star_mass_msun=1.0, separation_au=np.nan, last_shell=False)
    assert disk["disk_size_au"] == whole["disk_size_au"]
    assert disk["disk_mass_msun"] == pytest.approx(whole["disk_mass_msun"] / 2, rel=0.03)


def test_the_smallest_of_the_cells_that_touch_a_star_holds_it():
    position = np.array([[4.0, 0, 0], [-2.0, 0, 0], [30.0, 0, 0]])
    gas = Gas(position, np.zeros((3, 3)), np.ones(3), np.array([8.0, 4.0, 1.0]))
    assert cell_at_star_au(gas) == 4.0
    assert np.isnan(cell_at_star_au(gas.where(np.array([False, False, True]))))
    assert np.isnan(cell_at_star_au(gas.where(np.zeros(3, dtype=bool))))


def test_gas_within_5_au_neither_makes_nor_ends_a_disk():
    # The rings at 0.3 AU hold the star; two cells are 2 AU.
    only_inside = ring_of_cells([0.3, 3, 4], width_au=1.0)
    disk = measure_disk(only_inside, star_mass_msun=1.0, separation_au=np.nan, last_shell=False)
    assert disk["disk_size_au"] == 0
    gas = ring_of_cells([0.3, 2.1, 3, 3.5, 4, 8, 20], width_au=1.0)
    still = (gas.radius_au > 2) & (gas.radius_au < 4.5)
    at_rest = Gas(gas.position_au, np.where(still[:, None], 0.0, gas.velocity_kms), gas.mass_msun, gas.width_au)
    disk = measure_disk(at_rest, star_mass_msun=1.0, separation_au=np.nan, last_shell=False)
    assert 20 < disk["disk_size_au"] <= 20 * 10 ** (1 / 20)


def test_gas_is_seen_from_the_star_within_reach_in_the_units_of_the_files():
    au_cm, box_au = 1.495978707e13, 800.0
    position = np.array([[450.0, 450, 450], [525, 425, 425], [50, 50, 50]])
    velocity = np.array([[3.0, 2, 1], [0, 0, 0], [9, 9, 9]])
    cells = Cells(
        position * au_cm, np.array([3, 4, 3]), np.array([1e-15, 2e-15, 3e-15]), velocity * 1e5, box_au * au_cm
    )
    gas = gas_about(cells, position_au=np.full(3, 425.0), velocity_kms=np.array([1.0, 0, -1]), reach_au=300.0)
    np.testing.assert_allclose(gas.position_au, [[25, 25, 25], [100, 0, 0]], atol=1e-9)
    np.testing.assert_allclose(gas.velocity_kms, [[2, 2, 2], [-1, 0, 1]], rtol=1e-12)
    np.testing.assert_allclose(gas.width_au, [100, 50], rtol=1e-12)
    mass = np.array([1e-15 * 100**3, 2e-15 * 50**3]) * au_cm**3 / 1.98840987e33
    np.testing.assert_allclose(gas.mass_msun, mass, rtol=1e-12)
