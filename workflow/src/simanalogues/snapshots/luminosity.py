"""Luminosity of a protostar: what it accretes, and what it shines by itself."""

import numpy as np

from simanalogues.units import G_CGS, LSUN_ERG_S, MSUN_G, RSUN_CM, SIGMA_SB_CGS, YEAR_S

# Lowest temperature of a fully convective star: Offner et al. 2009 (ApJ 703, 131, appendix B).
HAYASHI_K = 3000.0
# Tout et al. 1996 (MNRAS 281, 257), eq. 1 and table 1 for Z = 0.02: coefficients and powers of M / M_sun.
ZAMS_NUMERATOR = ((0.39704170, 5.5), (8.52762600, 11.0))
ZAMS_DENOMINATOR = (
    (0.00025546, 0.0),
    (1.0, 3.0),
    (5.43288900, 5.0),
    (5.56357900, 7.0),
    (0.78866060, 8.0),
    (0.00586685, 9.5),
)


def accretion_luminosity_lsun(
    mass_msun: np.ndarray, accretion_msun_per_yr: np.ndarray, *, fraction: float, radius_rsun: float
) -> np.ndarray:
    """Luminosity of accretion in L_sun: fraction x G M Mdot / R.

    A negative accretion rate (a sink that lost mass between outputs) counts as none; NaN stays NaN.
    """
    accretion = np.maximum(accretion_msun_per_yr, 0) * MSUN_G / YEAR_S
    return fraction * G_CGS * mass_msun * MSUN_G * accretion / (radius_rsun * RSUN_CM) / LSUN_ERG_S


def intrinsic_luminosity_lsun(mass_msun: np.ndarray, *, radius_rsun: float, intrinsic: str) -> np.ndarray:
    """Luminosity in L_sun of the star itself; NaN where the mass is.

    Parameters
    ----------
    radius_rsun
        Of the star; counts for `hayashi` alone.
    intrinsic
        `none`; `mass_squared`, (M/M_sun)^2; `hayashi`, max(L_ms, 4 pi R^2 sigma (3000 K)^4) with the luminosity L_ms
        of the zero-age main sequence (Offner et al. 2009, after Tan & McKee 2004).
    """
    mass_msun = np.asarray(mass_msun, dtype=float)
    if intrinsic == "hayashi":
        return np.maximum(main_sequence_lsun(mass_msun), hayashi_lsun(radius_rsun))
    return {"none": 0.0 * mass_msun, "mass_squared": mass_msun**2}[intrinsic]


def main_sequence_lsun(mass_msun: np.ndarray) -> np.ndarray:
    """Luminosity in L_sun on the zero-age main sequence at solar metallicity (Tout et al. 1996, eq. 1)."""
    numerator, denominator = (
        sum(coefficient * mass_msun**power for coefficient, power in terms)
        for terms in (ZAMS_NUMERATOR, ZAMS_DENOMINATOR)
    )
    return numerator / denominator


def hayashi_lsun(radius_rsun: float) -> float:
    """Luminosity in L_sun of a star of this radius on the Hayashi track: 4 pi R^2 sigma (3000 K)^4."""
    return 4 * np.pi * (radius_rsun * RSUN_CM) ** 2 * SIGMA_SB_CGS * HAYASHI_K**4 / LSUN_ERG_S
