"""Bolometric temperature, luminosity and Class against black bodies."""

import numpy as np
import pytest

from simanalogues.spectra.bolometric import (
    bolometric_luminosity_lsun,
    bolometric_temperature_k,
    evolutionary_class,
)
from simanalogues.spectra.render import wavelengths_micron
from simanalogues.units import CODATA, LSUN_ERG_S, RSUN_CM, SIGMA_SB_CGS, planck

FREQUENCY_HZ = CODATA.c * 1e4 / wavelengths_micron(60)


@pytest.mark.parametrize("temperature_k", [20.0, 60.0, 650.0, 3000.0, 5000.0])
def test_a_black_body_has_its_own_temperature(temperature_k):
    flux = 7.0 * planck(temperature_k, FREQUENCY_HZ)
    np.testing.assert_allclose(bolometric_temperature_k(FREQUENCY_HZ, flux), temperature_k, rtol=0.01)


@pytest.mark.parametrize("temperature_k", [60.0, 3000.0])
def test_a_black_body_has_the_luminosity_of_stefan_and_boltzmann(temperature_k):
    distance_cm = 3e18
    flux = np.pi * planck(temperature_k, FREQUENCY_HZ) * (RSUN_CM / distance_cm) ** 2
    luminosity = 4 * np.pi * RSUN_CM**2 * SIGMA_SB_CGS * temperature_k**4 / LSUN_ERG_S
    found = bolometric_luminosity_lsun(FREQUENCY_HZ, flux, distance_cm=distance_cm)
    np.testing.assert_allclose(found, luminosity, rtol=0.01)


def test_the_order_of_the_frequencies_does_not_matter():
    flux = planck(100.0, FREQUENCY_HZ)
    forward = bolometric_temperature_k(FREQUENCY_HZ, flux)
    np.testing.assert_allclose(bolometric_temperature_k(FREQUENCY_HZ[::-1], flux[::-1]), forward, rtol=1e-12)


def test_without_light_there_is_no_temperature():
    flux = np.stack([np.zeros(60), planck(60.0, FREQUENCY_HZ)])
    np.testing.assert_array_equal(np.isnan(bolometric_temperature_k(FREQUENCY_HZ, flux)), [True, False])


def test_classes_end_at_70_650_and_2800_k():
    temperatures_k = [[20.0, 69.9, 70.0], [649.0, 650.0, 2799.0], [2800.0, 5000.0, np.nan]]
    expected = [["0", "0", "I"], ["I", "II", "II"], ["III", "III", ""]]
    np.testing.assert_array_equal(evolutionary_class(temperatures_k), expected)
