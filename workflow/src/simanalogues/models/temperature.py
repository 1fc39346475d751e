"""Dust temperature without a Monte Carlo run: optically thin heating by each star, over a background."""

import numpy as np

from simanalogues.models.dust import Opacity
from simanalogues.models.stars import Stars
from simanalogues.units import CODATA, SIGMA_SB_CGS, planck

FITTED_RANGE_K = (20.0, 200.0)
COLDEST_STAR_K = 1.0


def extended_absorption(opacity: Opacity, wavelength_micron: np.ndarray) -> np.ndarray:
    """Absorption opacity in cm2 per g of dust, log-log, also beyond the table's ends.

    There it is constant at short wavelengths and follows its last power law at long ones.
    """
    log_table = np.log(opacity.wavelength_micron), np.log(opacity.absorption_cm2_per_g)
    log_wavelength = np.log(wavelength_micron)
    slope = np.diff(log_table[1])[-1] / np.diff(log_table[0])[-1]
    beyond = np.maximum(log_wavelength - log_table[0][-1], 0)
    return np.exp(np.interp(log_wavelength, *log_table) + slope * beyond)


def planck_mean_opacity(opacity: Opacity, temperature_k: np.ndarray | float) -> np.ndarray:
    """Planck mean of the absorption opacity in cm2 per g of dust, shape of `temperature_k`."""
    wavelength_micron = np.geomspace(0.05, 3e4, 800)
    frequency_hz = CODATA.c * 1e4 / wavelength_micron
    brightness = planck(np.asarray(temperature_k, dtype=float)[..., None], frequency_hz)
    weight = brightness * frequency_hz
    return (weight * extended_absorption(opacity, wavelength_micron)).sum(axis=-1) / weight.sum(axis=-1)


def planck_mean_power_law(opacity: Opacity) -> tuple[float, float]:
    """Least-squares kappa_0 and beta of kappa_P(T) = kappa_0 T^beta between 20 and 200 K, in cm2 per g of dust."""
    temperature_k = np.geomspace(*FITTED_RANGE_K, 30)
    beta, log_kappa = np.polyfit(np.log(temperature_k), np.log(planck_mean_opacity(opacity, temperature_k)), 1)
    return float(np.exp(log_kappa)), float(beta)


def analytic_temperature(
    position_cm: np.ndarray,
    half_cell_cm: np.ndarray,
    stars: Stars,
    opacity: Opacity,
    *,
    background_k: float,
    sublimation_k: float,
) -> np.ndarray:
    """Dust temperature T^(4+beta) = T_bg^(4+beta) + sum_i T_i^(4+beta), at most the sublimation temperature.

    T_i is the temperature of an optically thin grain at distance r of star i alone: what it absorbs, it emits,

        kappa_P(T_eff,i) L_i / (4 pi r^2) = 4 sigma kappa_0 T_i^(4+beta),

    with the opacity's Planck mean kappa_P, and kappa_P(T) = kappa_0 T^beta its power law fitted between 20 and 200 K.
    So T_i ~ (L_i / r^2)^(1/(4+beta)). Nothing shades the grain, so that the inside of a disk comes out too hot.

    Parameters
    ----------
    position_cm
        Cell centres, same origin as the stars', shape (n_cells, 3).
    half_cell_cm
        Least distance that counts: half the cell's width, shape (n_cells,).
    stars, opacity
        What heats, and what is heated.
    background_k, sublimation_k
        Temperature without stars, and the highest one.

    Returns
    -------
    np.ndarray
        Temperature in K, shape (n_cells,).
    """
    kappa_0, beta = planck_mean_power_law(opacity)
    heating = np.full(len(position_cm), background_k ** (4 + beta))
    # A star without luminosity has no temperature either: it heats nothing, whatever its Planck mean.
    absorbed = planck_mean_opacity(opacity, np.maximum(stars.temperature_k, COLDEST_STAR_K)) * stars.luminosity_erg_s
    for star_cm, power in zip(stars.position_cm, absorbed, strict=True):
        distance_squared = np.maximum(((position_cm - star_cm) ** 2).sum(axis=1), half_cell_cm**2)
        heating += power / (16 * np.pi * SIGMA_SB_CGS * kappa_0 * distance_squared)
    return np.minimum(heating ** (1 / (4 + beta)), sublimation_k)
