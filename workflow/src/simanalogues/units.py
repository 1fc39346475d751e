"""Constants and conversions. cgs inside `models` and `transfer`, AU, M_sun, km/s and kyr in every file.

Values are CODATA 2018 and IAU 2015 nominal ones; `RADMC3D` holds the constants that RADMC-3D 2.0 is compiled with,
for comparisons at the 1e-5 level.
"""

from dataclasses import dataclass

import numpy as np

AU_CM = 1.495978707e13
MSUN_G = 1.98840987e33
LSUN_ERG_S = 3.828e33
RSUN_CM = 6.957e10
YEAR_S = 3.15576e7
KYR_S = 1e3 * YEAR_S
KMS_CM_S = 1e5
M_H_G = 1.6735575e-24
G_CGS = 6.6743e-8
# In AU (km/s)^2 / M_sun.
G_AU_KMS2_PER_MSUN = G_CGS * MSUN_G / AU_CM / KMS_CM_S**2
SIGMA_SB_CGS = 5.670374419e-5
JY_CGS = 1e-23
T_CMB_K = 2.725
ARCSEC_RAD = np.pi / 648000
FWHM_PER_SIGMA = 2 * np.sqrt(2 * np.log(2))


@dataclass(frozen=True)
class RadiationConstants:
    """Speed of light, Planck's and Boltzmann's constant, and the atomic mass unit, in cgs."""

    c: float
    h: float
    k: float
    u: float = 1.66053906660e-24


CODATA = RadiationConstants(c=2.99792458e10, h=6.62607015e-27, k=1.380649e-16)
# RADMC-3D counts molecular weights in masses of the proton.
RADMC3D = RadiationConstants(c=2.9979245800e10, h=6.6262000e-27, k=1.3807e-16, u=1.6726e-24)
RADMC3D_AU_CM = 1.496e13


def planck(
    temperature_k: np.ndarray | float, frequency_hz: np.ndarray | float, constants: RadiationConstants = CODATA
) -> np.ndarray:
    """Planck's B_nu(T) in erg s-1 cm-2 Hz-1 sr-1; 0 where the temperature is 0."""
    temperature_k = np.asarray(temperature_k, dtype=float)
    with np.errstate(divide="ignore", over="ignore"):
        exponent = constants.h * frequency_hz / (constants.k * temperature_k)
        return 2 * constants.h * np.asarray(frequency_hz, dtype=float) ** 3 / constants.c**2 / np.expm1(exponent)


def beam_solid_angle_sr(major_arcsec: float, minor_arcsec: float) -> float:
    """Solid angle of a Gaussian beam from its FWHM axes: 2 pi sigma_major sigma_minor."""
    return 2 * np.pi * (major_arcsec * ARCSEC_RAD / FWHM_PER_SIGMA) * (minor_arcsec * ARCSEC_RAD / FWHM_PER_SIGMA)
