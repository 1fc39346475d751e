"""Temperature of the cells that no photon reached, from those around them.

Photons stay out where dust is deepest. There radiation diffuses, and where nothing heats, div(D grad T^4) = 0: with D
taken alike in the cells that are missing, T^4 is the mean of its six neighbours.
"""

import numpy as np

from simanalogues.models.octree import Octree

MOST_SWEEPS = 500
SETTLED = 1e-4
FACES = np.concatenate([np.eye(3), -np.eye(3)])


def filled(octree: Octree, temperature_k: np.ndarray, is_dusty: np.ndarray) -> np.ndarray:
    """Temperature in K with unreached cells (dusty, 0 K) filled in; 0 stays where no reached cell is connected.

    Parameters
    ----------
    octree
        The grid.
    temperature_k, is_dusty
        Shape (n_leaves,).
    """
    missing = np.flatnonzero(is_dusty & (temperature_k == 0))
    fourth = temperature_k.astype(float) ** 4
    if not missing.size or missing.size == is_dusty.sum():
        return temperature_k
    neighbours = leaves_beside(octree, missing)
    counts = (neighbours >= 0) & is_dusty[neighbours]
    for _ in range(MOST_SWEEPS):
        beside = np.where(counts, fourth[neighbours], 0.0)
        mean = beside.sum(axis=1) / np.maximum((beside > 0).sum(axis=1), 1)
        change = np.abs(mean - fourth[missing])
        fourth[missing] = mean
        if (change <= SETTLED * mean).all():
            break
    return fourth**0.25


def leaves_beside(octree: Octree, leaves: np.ndarray) -> np.ndarray:
    """The leaf behind the middle of each of the six faces of some leaves, shape (n, 6); -1 outside the grid."""
    # A finer neighbour is met off the middle of the face, in one of its four cells there.
    reach = (0.5 + 1e-6) * FACES + 1e-3 * (1 - np.abs(FACES))
    positions = octree.leaf_centre_cm[leaves][:, None] + octree.leaf_width_cm[leaves][:, None, None] * reach
    return octree.leaf_at(positions.reshape(-1, 3)).reshape(-1, len(FACES))
