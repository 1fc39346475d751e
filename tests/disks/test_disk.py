import numpy as np
import pytest

from simanalogues.disks.disk import disk_size_au, measure_disk
from simanalogues.disks.gas import Gas

ONE_SHELL = 10 ** (1 / 20)
TILTS = [(0, 0, 1), (1, 0, 1), (0.3, -0.8, 0.45), (-0.2, 0.5, -0.9)]


def measured(gas, *, separation_au=np.nan, last_shell=False):
    return measure_disk(gas, star_mass_msun=1.0, separation_au=separation_au, last_shell=last_shell)


@pytest.mark.parametrize("tilt", TILTS)
def test_a_keplerian_disk_in_an_infalling_envelope_is_found_whatever_its_tilt(with_disk, analytic_mass, tilt):
    disk = measured(with_disk(tilt))
    assert 150 <= disk["disk_size_au"] <= 150 * ONE_SHELL
    assert disk["disk_mass_msun"] == pytest.approx(analytic_mass(150), rel=0.02)
    cosine = disk["disk_axis"] @ tilt / np.linalg.norm(tilt)
    assert np.rad2deg(np.arccos(min(cosine, 1))) < 1
    assert disk["disk_is_unresolved"] == 0


@pytest.mark.parametrize("size_au", [40, 80, 220])
def test_small_and_large_disks_are_right_within_one_shell_or_cell(with_disk, size_au):
    disk = measured(with_disk((1, 2, 3), size_au=size_au))
    assert size_au - 4 <= disk["disk_size_au"] <= size_au * ONE_SHELL + 8


def test_a_disk_that_reaches_into_coarser_cells_is_right_within_one_of_them(with_disk):
    assert measured(with_disk((1, 2, 3), size_au=500.0))["disk_size_au"] == pytest.approx(
        500, abs=500 * (ONE_SHELL - 1)
    )


def test_the_angular_momentum_is_that_of_a_keplerian_disk(with_disk, analytic_mass):
    disk = measured(with_disk((1, 0, 1)))
    # Mass goes as R^3, so the mean of sqrt(G M R) is 6/7 of its value at the rim.
    specific = np.linalg.norm(disk["disk_angular_momentum_msun_au_kms"]) / analytic_mass(150)
    assert specific == pytest.approx(6 / 7 * 29.7847 * np.sqrt(150), rel=0.03)


def test_a_disk_that_turns_clockwise_has_its_axis_down(with_disk):
    disk = measured(with_disk((0, 0, 1), speed=-1.0))
    np.testing.assert_allclose(disk["disk_axis"], [0, 0, -1], atol=0.01)
    assert disk["disk_size_au"] > 0


def test_pure_infall_has_no_disk(with_disk):
    disk = measured(with_disk((0, 0, 1), size_au=0.0))
    assert disk["disk_size_au"] == 0
    assert disk["disk_mass_msun"] == 0
    assert disk["disk_is_unresolved"] == 1
    np.testing.assert_array_equal(disk["disk_angular_momentum_msun_au_kms"], 0)


@pytest.mark.parametrize(("speed", "size_au"), [(0.7, 0), (0.8, 1000)])
def test_rotation_is_a_disk_above_three_quarters_of_kepler(rotating, speed, size_au):
    disk = measured(rotating(lambda distance, kepler: speed * kepler))
    assert disk["disk_size_au"] == size_au
    np.testing.assert_allclose(disk["disk_axis"], [0, 0, 1], atol=1e-3)


def test_solid_rotation_below_three_quarters_of_kepler_is_no_disk(rotating):
    kepler_at_rim = 29.7847 / np.sqrt(1000)
    assert measured(rotating(lambda distance, kepler: 0.7 * kepler_at_rim * distance / 1000))["disk_size_au"] == 0


def test_the_gas_inside_counts_for_the_kepler_speed(rotating):
    gas = rotating(lambda distance, kepler: kepler)
    heavy = Gas(gas.position_au, gas.velocity_kms, gas.mass_msun * 20 / gas.mass_msun.sum(), gas.width_au)
    # Uniform gas of 20 Msun in a cube of 2048 AU: 1 + m(< r) = (1 / 0.75)^2.
    reach = (7 / 9 / (20 / 2048**3) * 3 / 4 / np.pi) ** (1 / 3)
    assert measured(gas)["disk_size_au"] == 1000
    assert measured(heavy)["disk_size_au"] == pytest.approx(reach, rel=ONE_SHELL - 1)


@pytest.mark.parametrize(("spread", "is_disk"), [(0.2, True), (0.4, False)])
def test_disorder_above_three_tenths_of_the_speed_is_no_disk(rotating, spread, is_disk):
    rng = np.random.default_rng(1)
    gas = rotating(lambda distance, kepler: kepler * (1 + spread * rng.choice([-1, 1], kepler.size)))
    assert (measured(gas)["disk_size_au"] == 1000) is is_disk


@pytest.mark.parametrize(
    ("rotates", "contiguous", "last"),
    [
        ("1110", 3, 3),
        ("1101", 4, 4),
        ("1100111", 2, 7),
        ("110101", 4, 6),
        ("0111", 4, 4),
        ("0011", 0, 4),
        ("000", 0, 0),
    ],
)
def test_one_gap_is_allowed_in_all_unless_the_last_shell_counts(rotates, contiguous, last):
    shells = np.array([mark == "1" for mark in rotates])
    edges = np.arange(1.0, shells.size + 1)
    assert disk_size_au(edges, shells, last_shell=False) == contiguous
    assert disk_size_au(edges, shells, last_shell=True) == last


def test_a_wide_ring_at_rest_ends_the_disk_as_contiguous_but_not_as_published(with_disk):
    gas = with_disk((0, 0, 1), size_au=220.0, hollow_au=[(80, 150)])
    assert measured(gas)["disk_size_au"] == pytest.approx(80, abs=8)
    assert measured(gas, last_shell=True)["disk_size_au"] == pytest.approx(225, abs=15)


@pytest.mark.parametrize(("hollow_au", "size_au"), [((104, 112), 225), ((96, 110), 91)])
def test_one_shell_at_rest_does_not_end_the_disk_but_two_do(with_disk, hollow_au, size_au):
    # Shells end at 80.8, 90.6, 101.7, 114.1 AU.
    gas = with_disk((0, 0, 1), size_au=220.0, hollow_au=[hollow_au])
    assert measured(gas)["disk_size_au"] == pytest.approx(size_au, abs=12)


def test_a_disk_ends_at_half_the_separation(with_disk):
    gas = with_disk((0, 0, 1), size_au=240.0)
    assert measured(gas, separation_au=301.0)["disk_size_au"] == 150.5
    assert measured(gas, separation_au=301.0, last_shell=True)["disk_size_au"] == 150.5


def test_stars_closer_than_four_cells_leave_room_for_an_unresolved_disk_only(with_disk):
    disk = measured(with_disk((0, 0, 1)), separation_au=30.0)
    assert (disk["disk_size_au"], disk["disk_is_unresolved"]) == (0, 1)


def test_a_disk_within_two_cells_is_not_seen_and_flagged(with_disk):
    disk = measured(with_disk((0, 0, 1), size_au=14.0))
    assert (disk["disk_size_au"], disk["disk_is_unresolved"]) == (0, 1)


def test_the_velocity_and_axis_turn_with_the_coordinates(with_disk):
    gas, turn = with_disk((0.3, -0.8, 0.45)), np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    turned = Gas(gas.position_au @ turn.T, gas.velocity_kms @ turn.T, gas.mass_msun, gas.width_au)
    before, after = measured(gas), measured(turned)
    assert after["disk_size_au"] == before["disk_size_au"]
    assert after["disk_mass_msun"] == pytest.approx(before["disk_mass_msun"], rel=1e-12)
    for name in ("disk_axis", "disk_angular_momentum_msun_au_kms"):
        np.testing.assert_allclose(after[name], turn @ before[name], rtol=1e-9, atol=1e-12)
