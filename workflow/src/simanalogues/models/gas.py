"""The gas of one molecule in a model: what line transfer needs beside density, dust temperature and velocity."""

from dataclasses import dataclass

import numpy as np

from simanalogues.models.molecules import Molecule


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
