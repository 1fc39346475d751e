"""Velocity gradients on the octree: how the gas velocity varies inside each cell.

A central difference along each axis, between the neighbours on both sides: the four leaves behind the quarters of a
face, averaged, and their distance. It is exact for a linear field where neighbours are of one size or finer.
"""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from simanalogues.models.octree import Octree
from simanalogues.transfer.image_plane import tree_of
from simanalogues.transfer.rays import Tree, find_leaf

LEAVES_PER_BLOCK = 8192


def velocity_gradients(octree: Octree, velocity: np.ndarray, threads: int = 1) -> np.ndarray:
    """Gradient of the velocity in each leaf per width of the smallest cell.

    Parameters
    ----------
    octree
        The grid.
    velocity
        Shape (n_leaves, 3), any unit.
    threads
        Cores to use.

    Returns
    -------
    np.ndarray
        Shape (n_leaves, 3, 3), float32: [leaf, component, axis]; one-sided at the rim of the grid.
    """
    velocity = np.ascontiguousarray(velocity, dtype=np.float32)
    gradients = np.zeros((octree.n_leaves, 3, 3), dtype=np.float32)
    tree = tree_of(octree, np.zeros(octree.n_leaves, dtype=bool))

    def fill(start: int) -> None:
        block = (start, min(start + LEAVES_PER_BLOCK, octree.n_leaves))
        fill_gradients(tree, octree.leaf_index, octree.leaf_level, velocity, block, gradients)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(0, octree.n_leaves, LEAVES_PER_BLOCK)))
    return gradients


@numba.njit(cache=True, nogil=True)
def fill_gradients(
    tree: Tree,
    leaf_index: np.ndarray,
    leaf_level: np.ndarray,
    velocity: np.ndarray,
    block: tuple[int, int],
    gradients: np.ndarray,
) -> None:
    """`velocity_gradients` of the leaves of one block."""
    deepest = tree.grid[3]
    # Positions are in quarters of the smallest cell, so that the quarters of every face are whole numbers.
    centre, low, high = np.empty(3, np.int64), np.empty(4), np.empty(4)
    for leaf in range(*block):
        width = 4 << (deepest - leaf_level[leaf])
        for axis in range(3):
            centre[axis] = leaf_index[leaf, axis] * width + width // 2
        for axis in range(3):
            beside(tree, (leaf_index, leaf_level), velocity, (centre, width), (axis, -1), low)
            beside(tree, (leaf_index, leaf_level), velocity, (centre, width), (axis, 1), high)
            for end in (low, high):
                if end[3] == 0.0:
                    end[:3] = velocity[leaf]
            if low[3] + high[3] > 0.0:
                for component in range(3):
                    gradients[leaf, component, axis] = (high[component] - low[component]) / (low[3] + high[3])


@numba.njit(cache=True, nogil=True)
def beside(
    tree: Tree,
    leaves: tuple[np.ndarray, np.ndarray],
    velocity: np.ndarray,
    cell: tuple[np.ndarray, int],
    side: tuple[int, int],
    mean: np.ndarray,
) -> None:
    """Mean velocity and distance along the axis of the leaves beyond one face, written to `mean`; 0 outside the grid.

    `cell` holds the centre and width in quarters of the smallest cell, `side` the axis and -1 or 1.
    """
    centre, width = cell
    axis, sign = side
    first, second = (axis + 1) % 3, (axis + 2) % 3
    mean[:] = 0.0
    place = centre.copy()
    place[axis] = centre[axis] + sign * (width // 2) + (0 if sign > 0 else -1)
    if place[axis] < 0 or place[axis] >= 4 * (tree.grid[axis] << tree.grid[3]):
        return
    for quarter in range(4):
        place[first] = centre[first] + (2 * (quarter & 1) - 1) * (width // 4)
        place[second] = centre[second] + (2 * (quarter >> 1) - 1) * (width // 4)
        leaf, shift = find_leaf(tree, place[0] >> 2, place[1] >> 2, place[2] >> 2)
        for component in range(3):
            mean[component] += 0.25 * velocity[leaf, component]
        neighbour = ((leaves[0][leaf, axis] << (shift + 1)) + (1 << shift)) * 0.5
        mean[3] += 0.25 * sign * (neighbour - 0.25 * centre[axis])
