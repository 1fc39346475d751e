"""What a spectral energy distribution amounts to: bolometric temperature and luminosity, and the Class."""

import numpy as np

from simanalogues.units import LSUN_ERG_S

# A black body of temperature T has <nu> = T / this (Myers & Ladd 1993, Eq. 1).
BOLOMETRIC_K_PER_HZ = 1.25e-11
# Highest bolometric temperatures (Chen et al. 1995; Evans et al. 2009).
CLASS_BELOW_K = {"0": 70.0, "I": 650.0, "II": 2800.0}
LAST_CLASS = "III"


def integral_over_frequency(frequency_hz: np.ndarray, flux: np.ndarray) -> np.ndarray:
    """Integral of F dnu over the last axis, as that of nu F over ln nu, by trapezia; frequencies in either order."""
    return np.abs(np.trapezoid(frequency_hz * flux, np.log(frequency_hz), axis=-1))


def bolometric_temperature_k(frequency_hz: np.ndarray, flux: np.ndarray) -> np.ndarray:
    """Temperature of the black body with the same flux-weighted mean frequency (Myers & Ladd 1993).

    Parameters
    ----------
    frequency_hz
        Shape (n_wavelengths,).
    flux
        Flux per frequency in any unit, shape (..., n_wavelengths); the result has its leading shape, NaN without light.
    """
    light = integral_over_frequency(frequency_hz, flux)
    weighted = BOLOMETRIC_K_PER_HZ * integral_over_frequency(frequency_hz, frequency_hz * flux)
    return np.divide(weighted, light, out=np.full_like(light, np.nan), where=light > 0)


def bolometric_luminosity_lsun(frequency_hz: np.ndarray, flux: np.ndarray, *, distance_cm: float) -> np.ndarray:
    """4 pi d^2 times the flux over all frequencies, as if the light went out alike to all sides.

    Parameters
    ----------
    frequency_hz, flux
        As in `bolometric_temperature_k`; the flux in erg s-1 cm-2 Hz-1.
    distance_cm
        Where the flux is that.
    """
    return 4 * np.pi * distance_cm**2 * integral_over_frequency(frequency_hz, flux) / LSUN_ERG_S


def evolutionary_class(temperature_k: np.ndarray) -> np.ndarray:
    """Class by bolometric temperature: 0 below 70 K, I below 650 K, II below 2800 K, else III; empty where NaN."""
    temperature_k = np.asarray(temperature_k, dtype=float)
    names = np.array([*CLASS_BELOW_K, LAST_CLASS], dtype=object)
    classes = names[np.searchsorted(list(CLASS_BELOW_K.values()), temperature_k, side="right").clip(max=len(names) - 1)]
    return np.where(np.isnan(temperature_k), "", classes)
