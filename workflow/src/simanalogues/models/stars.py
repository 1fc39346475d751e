"""The stars of a model: what heats the dust, and the points that images are framed by."""

from dataclasses import dataclass

import numpy as np

from simanalogues.units import SIGMA_SB_CGS


@dataclass(frozen=True)
class Stars:
    """Stars of one output, in cgs; the primary first.

    position_cm
        From the centre of the window, shape (n_stars, 3).
    mass_g, radius_cm, luminosity_erg_s, temperature_k
        Shape (n_stars,). The temperature is the effective one.
    """

    position_cm: np.ndarray
    mass_g: np.ndarray
    radius_cm: np.ndarray
    luminosity_erg_s: np.ndarray
    temperature_k: np.ndarray


def stars_of_luminosity(
    position_cm: np.ndarray, mass_g: np.ndarray, *, radius_cm: np.ndarray, luminosity_erg_s: np.ndarray
) -> Stars:
    """Stars with the effective temperature of their radius and luminosity: L = 4 pi R^2 sigma T^4."""
    radius_cm, luminosity_erg_s = np.asarray(radius_cm, dtype=float), np.asarray(luminosity_erg_s, dtype=float)
    temperature_k = (luminosity_erg_s / (4 * np.pi * radius_cm**2 * SIGMA_SB_CGS)) ** 0.25
    return Stars(
        np.asarray(position_cm, dtype=float),
        np.asarray(mass_g, dtype=float),
        radius_cm,
        luminosity_erg_s,
        temperature_k,
    )


def stars_of_temperature(
    position_cm: np.ndarray, mass_g: np.ndarray, *, radius_cm: np.ndarray, temperature_k: np.ndarray
) -> Stars:
    """Stars with the luminosity of their radius and effective temperature: L = 4 pi R^2 sigma T^4."""
    luminosity_erg_s = 4 * np.pi * radius_cm**2 * SIGMA_SB_CGS * temperature_k**4
    return Stars(position_cm, mass_g, radius_cm, luminosity_erg_s, temperature_k)
