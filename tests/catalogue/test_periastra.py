import numpy as np
import pytest
import rebound

from simanalogues.catalogue.periastra import passages_kyr, periastra

WIDTH_AU = 200.0


@pytest.fixture
def sampled(kepler, kepler_period):
    """Periastra of ten orbits, in units of the period."""

    def sample(eccentricity, outputs_per_orbit, first=0.0):
        period = kepler_period(WIDTH_AU, 1.0)
        time = period * (first + np.arange(0, 10, 1 / outputs_per_orbit))
        separation, velocity = kepler(time, WIDTH_AU, eccentricity)
        passed = periastra(time, separation, velocity_kms=velocity, period_kyr=np.full(time.size, period))
        return time / period, passed, passages_kyr(time, separation, velocity) / period

    return sample


@pytest.mark.parametrize("eccentricity", [0.1, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("outputs_per_orbit, within", [(5.3, 0.05), (10.3, 0.02), (40.3, 0.005)])
@pytest.mark.parametrize("first", [0.3, 0.55, 0.99])
def test_periastra_are_found_at_their_times(sampled, eccentricity, outputs_per_orbit, within, first):
    time, passed, passages = sampled(eccentricity, outputs_per_orbit, first)
    expected = np.arange(1, np.floor(time[-1]) + 1)
    np.testing.assert_allclose(passages, expected, atol=within)
    assert passed.n_periastra[0] == 0
    assert passed.n_periastra[-1] == expected.size
    assert not passed.may_be_missed


def test_the_time_since_the_last_periastron_is_that_of_an_integration_by_rebound():
    simulation = rebound.Simulation()
    simulation.units = ("yr", "AU", "Msun")
    simulation.add(m=0.6)
    simulation.add(m=0.4, a=WIDTH_AU, e=0.6, f=1.0)
    period, times, states, since = simulation.orbits()[0].P, np.linspace(0, 9000, 40), [], []
    for time in times:
        simulation.integrate(time)
        relative = simulation.particles[1] - simulation.particles[0]
        states.append((relative.xyz, np.array(relative.vxyz) * 4.740470))
        since.append(np.remainder(simulation.orbits()[0].M, 2 * np.pi) / (2 * np.pi) * period)
    separation, velocity = (np.array(values) for values in zip(*states, strict=True))
    passed = periastra(times / 1e3, separation, velocity_kms=velocity, period_kyr=np.full(40, period / 1e3))
    seen = passed.n_periastra > 0
    np.testing.assert_allclose(passed.time_since_kyr[seen], np.array(since)[seen] / 1e3, atol=0.02 * period / 1e3)
    assert passed.n_periastra[-1] == 3


def test_before_the_first_periastron_there_is_no_time_since_it(sampled):
    time, passed, _ = sampled(0.5, 20, first=0.3)
    np.testing.assert_array_equal(np.isnan(passed.time_since_kyr), time < 1)


@pytest.mark.parametrize("outputs_per_orbit, missed", [(2.5, False), (1.7, True), (0.3, True)])
def test_orbits_with_fewer_than_two_outputs_may_hide_passages(sampled, outputs_per_orbit, missed):
    assert sampled(0.5, outputs_per_orbit)[1].may_be_missed is missed


def test_a_fly_by_has_one_periastron():
    time = np.arange(-5.0, 6.0)
    separation = np.stack([50 * time, np.full(11, 100.0), np.zeros(11)], axis=-1)
    velocity = np.tile([50 / 210.945, 0, 0], (11, 1))
    passed = periastra(time, separation, velocity_kms=velocity, period_kyr=np.full(11, np.nan))
    assert passed.n_periastra.tolist() == [0] * 5 + [1] * 6
    np.testing.assert_allclose(passed.time_since_kyr[5:], time[5:], atol=1e-4)
    assert not passed.may_be_missed


def test_outputs_without_the_pair_are_passed_over(kepler, kepler_period):
    period = kepler_period(WIDTH_AU, 1.0)
    time = period * (0.5 + np.arange(0, 2, 0.1))
    separation, velocity = kepler(time, WIDTH_AU, 0.3)
    separation[[0, 5]] = np.nan
    passed = periastra(time, separation, velocity_kms=velocity, period_kyr=np.full(20, period))
    assert np.flatnonzero(np.isnan(passed.n_periastra)).tolist() == [0, 5]
    np.testing.assert_allclose(passed.time_since_kyr[6:15] / period, 0.1 * np.arange(1, 10), atol=0.02)


def test_outputs_that_a_restart_wrote_twice_count_once(kepler, kepler_period):
    period = kepler_period(WIDTH_AU, 1.0)
    time = period * (0.55 + np.repeat(np.arange(0, 2, 0.1), 2))
    separation, velocity = kepler(time, WIDTH_AU, 0.3)
    passed = periastra(time, separation, velocity_kms=velocity, period_kyr=np.full(40, period))
    assert passed.n_periastra.tolist() == [0] * 10 + [1] * 20 + [2] * 10


def test_a_run_without_a_pair_has_nothing_to_count():
    nothing = np.full((3, 3), np.nan)
    passed = periastra(np.arange(3.0), nothing, velocity_kms=nothing, period_kyr=nothing[:, 0])
    assert np.isnan(passed.n_periastra).all()
    assert not passed.may_be_missed
