import numpy as np
import pytest
import rebound

from simanalogues.catalogue.orbit import osculating_orbit

# The unit of velocity, AU per (year / 2 pi), in km/s; G is 1 then.
AU_PER_TIME_KMS = 29.784691829676934


@pytest.mark.parametrize(
    "mass_msun, elements",
    [
        ((1.0, 0.5), {"a": 200.0, "e": 0.0, "inc": 0.3}),
        ((0.2, 0.1), {"a": 900.0, "e": 0.95, "inc": 2.8, "Omega": 1.0, "omega": 2.0, "f": 3.0}),
        ((3.0, 0.01), {"a": 20.0, "e": 0.4, "f": 1.0}),
        ((0.5, 0.5), {"a": -150.0, "e": 1.7, "inc": 1.0, "Omega": 5.0, "f": -0.9}),
    ],
)
def test_the_elements_are_those_of_rebound(mass_msun, elements):
    simulation = rebound.Simulation()
    simulation.add(m=mass_msun[0])
    simulation.add(m=mass_msun[1], **elements)
    star, other = simulation.particles
    relative = other - star
    velocity_kms = np.array(relative.vxyz) * AU_PER_TIME_KMS
    orbit = osculating_orbit(np.array(relative.xyz), velocity_kms, np.array(sum(mass_msun)))
    expected = other.orbit(primary=star)
    assert orbit.semi_major_axis_au == pytest.approx(expected.a, rel=1e-5)
    assert orbit.eccentricity == pytest.approx(expected.e, abs=1e-5)
    axis = np.array([expected.hvec.x, expected.hvec.y, expected.hvec.z]) / expected.h
    np.testing.assert_allclose(orbit.axis, axis, atol=1e-9)
    period_kyr = expected.P / (2 * np.pi) / 1e3 if expected.a > 0 else np.nan
    # 2 pi of rebound's units of time are the Gaussian year, 2e-5 longer than the Julian one.
    assert orbit.period_kyr == pytest.approx(period_kyr, rel=5e-5, nan_ok=True)


@pytest.mark.parametrize("eccentricity", [0.0, 0.3, 0.9])
def test_an_ellipse_has_the_same_elements_all_along_it(kepler, kepler_period, eccentricity):
    separation, velocity = kepler(np.linspace(0, 5, 50), 300.0, eccentricity, mass_msun=1.5)
    orbit = osculating_orbit(separation, velocity, np.full(50, 1.5))
    np.testing.assert_allclose(orbit.semi_major_axis_au, 300.0, rtol=1e-5)
    np.testing.assert_allclose(orbit.eccentricity, eccentricity, atol=1e-5)
    np.testing.assert_allclose(orbit.period_kyr, kepler_period(300.0, 1.5), rtol=1e-5)
    np.testing.assert_allclose(orbit.axis, np.tile([0.0, 0.0, 1.0], (50, 1)), atol=1e-12)


def test_one_au_about_the_sun_takes_a_year(kepler):
    separation, velocity = kepler(np.array([0.0]), 1.0, 0.0)
    assert osculating_orbit(separation, velocity, np.ones(1)).period_kyr[0] == pytest.approx(1e-3, rel=1e-4)


def test_without_a_pair_nothing_is_known_and_a_fall_has_no_axis():
    separation = np.array([[np.nan] * 3, [100.0, 0, 0]])
    orbit = osculating_orbit(separation, np.array([[0.0, 0, 0], [-0.1, 0, 0]]), np.ones(2))
    assert np.isnan(orbit.semi_major_axis_au[0]) and np.isnan(orbit.eccentricity[0])
    assert np.isnan(orbit.axis).all()
    assert orbit.eccentricity[1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "separation, velocity, mass, message",
    [
        (np.ones((2, 3)), np.ones((3, 3)), np.ones(2), r"separation has shape \(2, 3\), velocity \(3, 3\)"),
        (np.ones((2, 3)), np.ones((2, 3)), np.array([1.0, 0.0]), "mass of a pair is 0.0 Msun"),
        (np.zeros((2, 3)), np.ones((2, 3)), np.ones(2), "lie upon each other"),
    ],
)
def test_what_is_no_orbit_is_refused(separation, velocity, mass, message):
    with pytest.raises(ValueError, match=message):
        osculating_orbit(separation, velocity, mass)
