"""What dust emits at each temperature, tabulated for a Monte Carlo run."""

from typing import NamedTuple

import numpy as np

from simanalogues.models.dust import Opacity
from simanalogues.models.temperature import extended_absorption
from simanalogues.units import CODATA, planck

RANGE_MICRON = (0.05, 2e4)
N_FREQUENCIES = 256
RANGE_K = (1.0, 2e4)
STEP = 1.02


class Emission(NamedTuple):
    """Tables over frequency bins (n_frequencies,) and temperature levels (n_levels,), as kernels take them; in cgs.

    frequency_hz, width_hz
        Middle and width of the frequency bins, ascending.
    absorption
        Opacity in cm2 per g of dust, shape (n_frequencies,).
    temperature_k
        Levels, ascending by 2 %.
    energy
        4 pi integral of kappa B: what a gram of dust emits, in erg s-1 g-1, shape (n_levels,).
    chance
        Cumulative chance of each frequency bin in kappa dB/dT (Bjorkman & Wood 2001, Eq. 8), shape (n_levels, n_bins).
    diffusion
        Mean opacities of diffusion, both weighted by dB/dT: harmonic (Rosseland) and direct, shape (n_levels, 2).
    """

    frequency_hz: np.ndarray
    width_hz: np.ndarray
    absorption: np.ndarray
    temperature_k: np.ndarray
    energy: np.ndarray
    chance: np.ndarray
    diffusion: np.ndarray


def emission_of(opacity: Opacity) -> Emission:
    """Tables of an opacity; beyond its ends it is constant at short and a power law at long wavelengths."""
    edges_hz = CODATA.c * 1e4 / np.geomspace(*RANGE_MICRON, N_FREQUENCIES + 1)[::-1]
    frequency_hz, width_hz = np.sqrt(edges_hz[1:] * edges_hz[:-1]), np.diff(edges_hz)
    absorption = extended_absorption(opacity, CODATA.c * 1e4 / frequency_hz)
    n_levels = int(np.ceil(np.log(RANGE_K[1] / RANGE_K[0]) / np.log(STEP))) + 1
    temperature_k = RANGE_K[0] * STEP ** np.arange(n_levels)
    brightness = planck(temperature_k[:, None], frequency_hz)
    slope = _planck_slope(temperature_k[:, None], frequency_hz, brightness) * width_hz
    chance = np.cumsum(slope * absorption, axis=1)
    diffusion = [slope.sum(axis=1) / (slope / absorption).sum(axis=1), chance[:, -1] / slope.sum(axis=1)]
    return Emission(
        frequency_hz,
        width_hz,
        absorption,
        temperature_k,
        4 * np.pi * (absorption * brightness * width_hz).sum(axis=1),
        chance / chance[:, -1:],
        np.stack(diffusion, axis=1),
    )


def _planck_slope(temperature_k: np.ndarray, frequency_hz: np.ndarray, brightness: np.ndarray) -> np.ndarray:
    """dB/dT = B x / (T (1 - exp(-x))), with x = h nu / kT."""
    exponent = CODATA.h * frequency_hz / (CODATA.k * temperature_k)
    return brightness * exponent / (temperature_k * -np.expm1(-exponent))


def chance_of_star(emission: Emission, temperature_k: float) -> np.ndarray:
    """Cumulative chance of each frequency bin in a black body, shape (n_frequencies,)."""
    cumulative = np.cumsum(planck(temperature_k, emission.frequency_hz) * emission.width_hz)
    return cumulative / cumulative[-1]


def temperature_of_energy(emission: Emission, energy: np.ndarray) -> np.ndarray:
    """Temperature in K of dust that emits `energy` erg s-1 g-1; 0 where that is 0."""
    with np.errstate(divide="ignore"):
        temperature_k = np.exp(np.interp(np.log(energy), np.log(emission.energy), np.log(emission.temperature_k)))
    return np.where(energy > 0, temperature_k, 0.0)


def energy_of_temperature(emission: Emission, temperature_k: np.ndarray) -> np.ndarray:
    """What dust of a temperature emits in erg s-1 g-1, 0 where that is 0: the inverse of `temperature_of_energy`."""
    with np.errstate(divide="ignore"):
        energy = np.exp(np.interp(np.log(temperature_k), np.log(emission.temperature_k), np.log(emission.energy)))
    return np.where(temperature_k > 0, energy, 0.0)
