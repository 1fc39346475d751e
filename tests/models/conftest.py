"""A small model with two levels of refinement, the shipped molecules, RADMC-3D's executable where there is one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simanalogues.models.build import Model
from simanalogues.models.dust import Opacity
from simanalogues.models.gas import Gas
from simanalogues.models.molecules import Molecule, read_lamda
from simanalogues.models.octree import octree_of_flags
from simanalogues.models.stars import stars_of_luminosity
from simanalogues.units import LSUN_ERG_S, MSUN_G, RSUN_CM

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "lines"


@pytest.fixture
def opacity() -> Opacity:
    wavelength_micron = np.geomspace(0.1, 1e4, 60)
    return Opacity("powerlaw", wavelength_micron, 1000 * wavelength_micron**-1.0)


@pytest.fixture
def model(opacity) -> Model:
    rng = np.random.default_rng(5)
    flags = np.array([0, 1, *[0] * 7, 1, *[0] * 8, *[0] * 6], dtype=np.int8)
    octree = octree_of_flags(np.array([-1.1e16, -1.3e16, -0.9e16]), 1.2e16, (2, 2, 2), flags)
    stars = stars_of_luminosity(
        np.array([[1e15, 2e15, 0], [-3e15, 1e14, 5e14]]),
        np.array([0.4, 0.2]) * MSUN_G,
        radius_cm=np.array([4.0, 3.0]) * RSUN_CM,
        luminosity_erg_s=np.array([5.0, 2.0]) * LSUN_ERG_S,
    )
    n = octree.n_leaves
    velocity = rng.normal(0, 1e5, (n, 3))
    return Model(octree, rng.lognormal(-40, 2, n), rng.uniform(10, 100, n), velocity, stars, opacity)


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Molecule]:
    return lambda name: read_lamda(SHIPPED / f"{name}.dat")


@pytest.fixture
def gas(model, shipped) -> Gas:
    rng = np.random.default_rng(6)
    n = model.octree.n_leaves
    return Gas(shipped("co"), rng.lognormal(5, 2, n), rng.uniform(8, 90, n), rng.uniform(5e3, 3e4, n))
