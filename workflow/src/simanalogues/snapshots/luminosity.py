"""Luminosity of a protostar: accretion, and a simple intrinsic part."""

import numpy as np

from simanalogues.units import G_CGS, LSUN_ERG_S, MSUN_G, RSUN_CM, YEAR_S

INTRINSIC = {"none": lambda mass_msun: 0.0 * mass_msun, "mass_squared": lambda mass_msun: mass_msun**2}


def luminosity(
    mass_msun: np.ndarray, accretion_msun_per_yr: np.ndarray, *, fraction: float, radius_rsun: float, intrinsic: str
) -> np.ndarray:
    """Luminosity in L_sun: fraction x G M Mdot / R, plus the intrinsic part (`none`, or (M/M_sun)^2).

    A negative accretion rate (a sink that lost mass between outputs) counts as none; NaN stays NaN.
    """
    accretion = np.maximum(accretion_msun_per_yr, 0) * MSUN_G / YEAR_S
    accreted = fraction * G_CGS * mass_msun * MSUN_G * accretion / (radius_rsun * RSUN_CM) / LSUN_ERG_S
    return accreted + INTRINSIC[intrinsic](np.asarray(mass_msun, dtype=float))
