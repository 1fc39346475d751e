"""The reference model, models made of few cells, and RADMC-3D's executable where it is installed."""

from pathlib import Path

import numpy as np
import pytest

from simanalogues.models.build import Model
from simanalogues.models.directory import read_model
from simanalogues.models.dust import Opacity
from simanalogues.models.octree import octree_of_flags
from simanalogues.models.stars import stars_of_luminosity
from simanalogues.units import AU_CM, LSUN_ERG_S, MSUN_G, RSUN_CM

FILES = Path(__file__).parent / "files"
GREY = Opacity("grey", np.array([0.1, 1e4]), np.array([1.0, 1.0]))


@pytest.fixture(scope="session")
def reference_directory() -> Path:
    return FILES / "model"


@pytest.fixture(scope="session")
def reference_model(reference_directory) -> Model:
    return read_model(reference_directory)


@pytest.fixture(scope="session")
def reference_images() -> dict[str, np.ndarray]:
    with np.load(FILES / "continuum_images.npz") as images:
        return {name: images[name].astype(float) for name in images}


def uniform_flags(n_base: int, n_levels: int) -> np.ndarray:
    def tree(level):
        return [0] if level == 0 else [1] + tree(level - 1) * 8

    return np.array(tree(n_levels) * n_base**3, dtype=np.int8)


@pytest.fixture(scope="session")
def model_of():
    """A model of `n_base` x 2^`n_levels` equal cells a side; density, temperature are functions of x, y, z in AU."""

    def build(density, temperature, *, side_au=1000.0, n_base=4, n_levels=2) -> Model:
        flags = uniform_flags(n_base, n_levels)
        width_cm = side_au * AU_CM / n_base
        octree = octree_of_flags(np.full(3, -side_au * AU_CM / 2), width_cm, (n_base,) * 3, flags)
        xyz = octree.leaf_centre_cm.T / AU_CM
        star = stars_of_luminosity(
            np.zeros((1, 3)), [MSUN_G], radius_cm=[4 * RSUN_CM], luminosity_erg_s=[5 * LSUN_ERG_S]
        )
        shape = octree.n_leaves
        density, temperature = (np.broadcast_to(np.asarray(f(*xyz), float), shape) for f in (density, temperature))
        return Model(octree, density.copy(), temperature.copy(), np.zeros((shape, 3)), star, GREY)

    return build
