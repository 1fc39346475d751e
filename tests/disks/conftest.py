"""Gas that is synthesised about a star of 1 Msun, and run D with its output 28."""

import numpy as np
import pytest

from simanalogues.disks.gas import Gas
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.units import G_AU_KMS2_PER_MSUN

DISK_DENSITY, DISK_ASPECT = 1e-9, 0.15


def cube(width_au, n_side):
    centres = (np.arange(n_side) - n_side / 2 + 0.5) * width_au
    return np.stack(np.meshgrid(centres, centres, centres, indexing="ij"), axis=-1).reshape(-1, 3)


def nested_cells():
    """Cells of 8 AU within 256 AU, of 32 AU to 1024 AU; the star a little off the centre."""
    coarse = cube(32.0, 64)
    coarse = coarse[(np.abs(coarse) > 256).any(axis=1)]
    position = np.concatenate([cube(8.0, 64), coarse]) + np.array([1.7, -2.3, 3.1])
    return position, np.concatenate([np.full(64**3, 8.0), np.full(len(coarse), 32.0)])


def gas_with_disk(axis, *, size_au=150.0, speed=1.0, envelope=1e-3, hollow_au=()):
    """A disk in freely falling gas: `speed` in v_Kepler of the star alone; between `hollow_au` it stands still."""
    axis = np.asarray(axis) / np.linalg.norm(axis)
    position, width = nested_cells()
    radius, height = np.linalg.norm(position, axis=1), position @ axis
    distance = np.sqrt(radius**2 - height**2)
    in_disk = (distance < size_au) & (np.abs(height) < DISK_ASPECT * distance)
    kepler = np.sqrt(G_AU_KMS2_PER_MSUN / radius)
    rotation = np.cross(axis, position) / distance[:, None] * (speed * kepler)[:, None]
    for inner, outer in hollow_au:
        rotation[(distance >= inner) & (distance < outer)] = 0
    infall = -position / radius[:, None] * (np.sqrt(2) * kepler)[:, None]
    velocity = np.where(in_disk[:, None], rotation, infall)
    return Gas(position, velocity, np.where(in_disk, 1.0, envelope) * DISK_DENSITY * width**3, width)


def disk_mass_msun(size_au):
    return 4 / 3 * np.pi * DISK_ASPECT * size_au**3 * DISK_DENSITY


def rotating_gas(v_phi_of):
    """Gas of one density everywhere about the z axis, at v_phi_of(distance from it, v_Kepler of the star alone)."""
    position, width = nested_cells()
    distance = np.hypot(position[:, 0], position[:, 1])
    kepler = np.sqrt(G_AU_KMS2_PER_MSUN / np.linalg.norm(position, axis=1))
    direction = np.cross([0, 0, 1], position) / distance[:, None]
    return Gas(position, direction * v_phi_of(distance, kepler)[:, None], 1e-14 * width**3, width)


@pytest.fixture(scope="session")
def with_disk():
    """The function that gives gas with a disk."""
    return gas_with_disk


@pytest.fixture(scope="session")
def rotating():
    """The function that gives gas in rotation."""
    return rotating_gas


@pytest.fixture(scope="session")
def analytic_mass():
    """The function that gives the mass of the synthetic disk of a size."""
    return disk_mass_msun


@pytest.fixture(scope="session")
def settings():
    return {"shells_per_decade": 10, "profile_inner_au": 10, "profile_outer_au": 5000, "last_shell": False}


@pytest.fixture(scope="session")
def run(recorded_d):
    """Run D with its output 28 and its record. Read only."""
    return recorded_d


@pytest.fixture
def records(run):
    """The record of output 28, to change and write anew."""
    return read_dataset(run / "snapshots.nc", SNAPSHOTS)
