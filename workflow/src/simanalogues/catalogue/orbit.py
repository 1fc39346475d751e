"""The osculating orbit of the pair: the ellipse or hyperbola that two stars alone would go on along.

Only the masses of the two stars count; gas within the orbit makes the true one tighter. Radial velocities are negative
inward.
"""

from dataclasses import dataclass

import numpy as np

from simanalogues.units import AU_CM, G_AU_KMS2_PER_MSUN, KMS_CM_S, KYR_S

AU_PER_KYR_KMS = KMS_CM_S * KYR_S / AU_CM


@dataclass(frozen=True)
class Orbit:
    """Elements of the orbit at each output; NaN where the pair is not known.

    semi_major_axis_au
        Shape (...,); negative where the pair is unbound.
    eccentricity
        Shape (...,).
    period_kyr
        Shape (...,); NaN where the pair is unbound.
    axis
        Unit vector of the angular momentum, shape (..., 3); NaN where the motion is radial.
    """

    semi_major_axis_au: np.ndarray
    eccentricity: np.ndarray
    period_kyr: np.ndarray
    axis: np.ndarray


def osculating_orbit(separation_au: np.ndarray, velocity_kms: np.ndarray, mass_msun: np.ndarray) -> Orbit:
    """Orbit from the state of two bodies (Murray & Dermott 1999, section 2.8).

    Parameters
    ----------
    separation_au, velocity_kms
        Position and velocity of one star less those of the other, shape (..., 3).
    mass_msun
        Of both stars together, shape (...,).

    Raises
    ------
    ValueError
        Shapes do not fit, a mass is not positive or two stars lie upon each other.
    """
    separation_au, velocity_kms, mass_msun = _checked(separation_au, velocity_kms, mass_msun)
    distance = np.linalg.norm(separation_au, axis=-1)
    gravity = G_AU_KMS2_PER_MSUN * mass_msun
    momentum = np.cross(separation_au, velocity_kms)
    towards_periastron = np.cross(velocity_kms, momentum) / gravity[..., None] - separation_au / distance[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        semi_major = 1 / (2 / distance - (velocity_kms**2).sum(axis=-1) / gravity)
        bound_au = np.where((semi_major > 0) & np.isfinite(semi_major), semi_major, np.nan)
        axis = momentum / np.linalg.norm(momentum, axis=-1, keepdims=True)
    return Orbit(
        semi_major_axis_au=semi_major,
        eccentricity=np.linalg.norm(towards_periastron, axis=-1),
        period_kyr=2 * np.pi * np.sqrt(bound_au**3 / gravity) / AU_PER_KYR_KMS,
        axis=axis,
    )


def _checked(separation_au: np.ndarray, velocity_kms: np.ndarray, mass_msun: np.ndarray) -> tuple[np.ndarray, ...]:
    separation_au, velocity_kms, mass_msun = (
        np.asarray(values, dtype=float) for values in (separation_au, velocity_kms, mass_msun)
    )
    if separation_au.shape != velocity_kms.shape or separation_au.shape != (*mass_msun.shape, 3):
        raise ValueError(
            f"separation has shape {separation_au.shape}, velocity {velocity_kms.shape}, mass {mass_msun.shape}: "
            "expected (..., 3) twice and (...)"
        )
    if (mass_msun <= 0).any():
        raise ValueError(f"the mass of a pair is {mass_msun.min()} Msun: expected more than 0, or NaN without a pair")
    if (separation_au == 0).all(axis=-1).any():
        raise ValueError("two stars lie upon each other: their orbit is not defined")
    return separation_au, velocity_kms, mass_msun
