import numpy as np
import pytest

from simanalogues.snapshots.luminosity import (
    accretion_luminosity_lsun,
    hayashi_lsun,
    intrinsic_luminosity_lsun,
    main_sequence_lsun,
)


def test_luminosity_of_the_mock_observation():
    # mockD_truth.json: the same stars, recorded when the mock observation was made.
    mass, rate = np.array([0.1880524, 0.0994967]), np.array([1.2927488e-5, 5.7993284e-6])
    accretion = accretion_luminosity_lsun(mass, rate, fraction=0.5, radius_rsun=2.5)
    intrinsic = intrinsic_luminosity_lsun(mass, radius_rsun=2.5, intrinsic="mass_squared")
    np.testing.assert_allclose(accretion + intrinsic, [15.3029, 3.633683], rtol=2e-4)


def test_the_suns_mass_at_one_solar_radius_and_rate_gives_the_textbook_luminosity():
    # G Msun 1e-6 Msun/yr / Rsun = 31.4 Lsun.
    value = accretion_luminosity_lsun(np.array(1.0), np.array(1e-6), fraction=1.0, radius_rsun=1.0)
    assert value == pytest.approx(31.4, rel=2e-3)


def test_a_sink_that_lost_mass_shines_by_no_accretion_and_an_unknown_rate_stays_unknown():
    value = accretion_luminosity_lsun(np.ones(2), np.array([-1e-6, np.nan]), fraction=1.0, radius_rsun=1.0)
    np.testing.assert_array_equal(value, [0.0, np.nan])


def test_the_young_sun_on_the_main_sequence_has_0_7_of_its_luminosity_today():
    assert main_sequence_lsun(np.array(1.0)) == pytest.approx(0.698, abs=1e-3)


def test_the_main_sequence_is_steep_between_one_and_ten_solar_masses():
    # Tout et al. 1996, fig. 1: about 5600 L_sun at 10 M_sun.
    assert main_sequence_lsun(np.array(10.0)) == pytest.approx(5.6e3, rel=0.05)


def test_a_protostar_on_the_hayashi_track_radiates_at_3000_kelvin():
    # (4 R_sun)^2 (3000 K / 5772 K)^4, 5772 K the nominal effective temperature of the sun.
    assert hayashi_lsun(4.0) == pytest.approx(16 * (3000 / 5772) ** 4, rel=1e-3)


def test_the_intrinsic_luminosity_is_the_larger_of_hayashi_track_and_main_sequence():
    mass = np.array([0.1, 3.0, np.nan])
    expected = [hayashi_lsun(4.0), main_sequence_lsun(np.array(3.0)), np.nan]
    values = intrinsic_luminosity_lsun(mass, radius_rsun=4.0, intrinsic="hayashi")
    np.testing.assert_allclose(values, expected, rtol=1e-12)


def test_no_intrinsic_luminosity_is_0_but_unknown_where_there_is_no_star():
    values = intrinsic_luminosity_lsun(np.array([1.0, np.nan]), radius_rsun=4.0, intrinsic="none")
    np.testing.assert_array_equal(values, [0.0, np.nan])
