"""The gas of one molecule in a model: what line transfer needs beside density, dust temperature and velocity."""

from dataclasses import dataclass

import numpy as np

from simanalogues.models.molecules import Molecule
from simanalogues.units import CODATA, RadiationConstants


@dataclass(frozen=True)
class Gas:
    """One molecule on the leaves of an octree, in cgs.

    molecule
        Its levels and lines.
    number_density
        Molecules per cm3, shape (n_leaves,).
    temperature_k
        Kinetic temperature, which in LTE is that of the levels, shape (n_leaves,).
    turbulence_cm_s
        Microturbulence b of the line width b^2 + 2kT/m, shape (n_leaves,).
    """

    molecule: Molecule
    number_density: np.ndarray
    temperature_k: np.ndarray
    turbulence_cm_s: np.ndarray


def doppler_width_cm_s(
    weight_amu: float,
    temperature_k: np.ndarray | float,
    turbulence_cm_s: np.ndarray | float,
    constants: RadiationConstants = CODATA,
) -> np.ndarray:
    """Width b of a line, phi(v) ~ exp(-(v / b)^2): b^2 = turbulence^2 + 2 k T / m, in the shape of the temperature."""
    thermal = 2 * constants.k * np.asarray(temperature_k, dtype=float) / (weight_amu * constants.u)
    return np.sqrt(np.asarray(turbulence_cm_s, dtype=float) ** 2 + thermal)
