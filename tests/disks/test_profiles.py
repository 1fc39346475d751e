import numpy as np
import pytest

from simanalogues.disks.gas import Gas
from simanalogues.disks.profiles import mass_within_msun, profiles_of, shell_edges_au


@pytest.fixture
def random_gas():
    rng = np.random.default_rng(3)
    n = 5000
    return Gas(rng.normal(0, 900, (n, 3)), rng.normal(0, 2, (n, 3)), rng.uniform(0, 1, n), rng.uniform(1, 9, n))


def uniform_gas(width_au, *, reach_au, star_au):
    n_side = 2 * int(np.ceil(reach_au / width_au)) + 2
    centres = (np.arange(n_side) - n_side / 2 + 0.5) * width_au
    position = np.stack(np.meshgrid(centres, centres, centres, indexing="ij"), axis=-1).reshape(-1, 3) - star_au
    return Gas(position, np.zeros_like(position), np.full(len(position), width_au**3), np.full(len(position), width_au))


def test_profiles_hold_the_mass_and_the_angular_and_radial_momentum_of_their_cells(random_gas):
    edges = shell_edges_au(10.0, 3000.0, shells_per_decade=10)
    profiles = profiles_of(random_gas, edges)
    radius = np.linalg.norm(random_gas.position_au, axis=1)
    inside = (radius >= edges[0]) & (radius < edges[-1])
    mass, position, velocity = (
        v[inside] for v in (random_gas.mass_msun, random_gas.position_au, random_gas.velocity_kms)
    )
    shell_mass = profiles["shell_mass_msun"]
    np.testing.assert_allclose(shell_mass.sum(), mass.sum(), rtol=1e-12)
    filled = shell_mass > 0
    spin = (shell_mass[:, None] * profiles["shell_angular_momentum_au_kms"])[filled].sum(axis=0)
    np.testing.assert_allclose(spin, (mass[:, None] * np.cross(position, velocity)).sum(axis=0), rtol=1e-12)
    outward = (mass * (position * velocity).sum(axis=1) / radius[inside]).sum()
    np.testing.assert_allclose((shell_mass * profiles["shell_radial_velocity_kms"])[filled].sum(), outward, rtol=1e-12)


def test_each_shell_has_what_lies_between_its_edges(random_gas):
    edges = np.array([100.0, 500.0, 1000.0])
    radius = np.linalg.norm(random_gas.position_au, axis=1)
    between = [(radius >= lower) & (radius < upper) for lower, upper in ((100, 500), (500, 1000))]
    expected = [random_gas.mass_msun[chosen].sum() for chosen in between]
    np.testing.assert_allclose(profiles_of(random_gas, edges)["shell_mass_msun"], expected, rtol=1e-12)


@pytest.mark.filterwarnings("error")
def test_a_shell_without_gas_has_mass_0_and_no_motion():
    position = np.array([[15.0, 0, 0], [150.0, 0, 0], [1500.0, 0, 0], [0, 0, 0]])
    gas = Gas(position, np.tile([-1.0, 2.0, 0], (4, 1)), np.array([2.0, 0.0, 1.0, 5.0]), np.ones(4))
    profiles = profiles_of(gas, np.array([10.0, 20.0, 100.0, 200.0]))
    assert profiles["shell_mass_msun"].tolist() == [2, 0, 0]
    np.testing.assert_allclose(profiles["shell_angular_momentum_au_kms"][0], [0, 0, 30])
    np.testing.assert_array_equal(profiles["shell_radial_velocity_kms"], [-1, np.nan, np.nan])
    assert np.isnan(profiles["shell_angular_momentum_au_kms"][1:]).all()


def test_edges_are_logarithmic_and_end_where_the_settings_say():
    edges = shell_edges_au(10, 5000, shells_per_decade=10)
    assert (edges[0], edges[-1], edges.size) == (10, 5000, 28)
    np.testing.assert_allclose(np.diff(np.log(edges)), np.log(500) / 27, rtol=1e-9)
    assert shell_edges_au(10, 11, shells_per_decade=1).tolist() == [10, 11]


@pytest.mark.parametrize("width_au", [3.9, 5.1, 16.711, 66.8])
@pytest.mark.parametrize("star", [(0, 0, 0), (0.5, 0.5, 0.5), (0.31, 0.07, 0.44)])
def test_the_mass_within_a_sphere_of_uniform_gas_is_right_to_a_percent(width_au, star):
    gas = uniform_gas(width_au, reach_au=100.0, star_au=np.array(star) * width_au)
    assert mass_within_msun(gas, 100.0) == pytest.approx(4 / 3 * np.pi * 100.0**3, rel=0.01)


@pytest.mark.parametrize("width_au", [134.0, 535.0])
def test_a_cell_wider_than_the_sphere_holds_its_mass_to_a_tenth(width_au):
    for star in ((0, 0, 0), (0.5, 0.5, 0.5), (0.31, 0.07, 0.44)):
        gas = uniform_gas(width_au, reach_au=100.0, star_au=np.array(star) * width_au)
        assert mass_within_msun(gas, 100.0) == pytest.approx(4 / 3 * np.pi * 100.0**3, rel=0.1)


def test_a_sphere_at_the_edge_of_the_gas_holds_the_gas_that_is_there():
    gas = uniform_gas(8.36, reach_au=100.0, star_au=np.zeros(3))
    half = gas.where(gas.position_au[:, 0] > 0)
    assert mass_within_msun(half, 100.0) == pytest.approx(2 / 3 * np.pi * 100.0**3, rel=0.01)
