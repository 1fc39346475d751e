"""The image plane of the builtin engine, in units of the octree's smallest cell, and the rows that threads share."""

import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np

from simanalogues.models.octree import Octree
from simanalogues.transfer.camera import Camera
from simanalogues.transfer.rays import Tree

ROWS_PER_BLOCK = 8
REFINE_CRITERION = 1.0


@dataclass(frozen=True)
class ImagePlane:
    """Where the pixels of all views are.

    frames
        Image centre, direction away from the observer, e_x and e_y of each view, shape (n_views, 4, 3).
    pixel
        Width of a pixel, and the power of two that is the smallest cell a whole pixel may meet.
    n_pixels
        Along each side.
    """

    frames: np.ndarray
    pixel: tuple[float, int]
    n_pixels: int

    def submit_rows(self, pool: ThreadPoolExecutor, render: Callable[[int], None]) -> list[Future]:
        """Call `render` with the first row of each block of rows."""
        return [pool.submit(render, row) for row in range(0, self.n_pixels, ROWS_PER_BLOCK)]


def smallest_cell_cm(octree: Octree) -> float:
    """Width of the smallest cell: the kernels' unit of length."""
    return octree.base_width_cm / 2**octree.max_level


def image_plane_of(camera: Camera, octree: Octree, *, sub_pixels: bool) -> ImagePlane:
    """The image plane of a camera that looks at an octree."""
    unit_cm = smallest_cell_cm(octree)
    centre = np.broadcast_to(-octree.lower_cm / unit_cm, camera.sightlines.shape)
    e_x = np.cross(camera.ups, camera.sightlines)
    frames = np.ascontiguousarray(np.stack([centre, -camera.sightlines, e_x, camera.ups], axis=1))
    width = camera.pixel_cm / unit_cm
    # The tolerance keeps a pixel as wide as a cell from being divided by rounding.
    coarsest = math.ceil(math.log2(width / REFINE_CRITERION) - 1e-9) if sub_pixels else 0
    return ImagePlane(frames, (width, coarsest), camera.n_pixels)


def tree_of(octree: Octree, is_empty: np.ndarray) -> Tree:
    """The octree as rays walk it; `is_empty` says which leaves hold nothing, shape (n_leaves,)."""
    return Tree(without_empty_branches(octree.nodes, is_empty), (*octree.shape, octree.max_level))


@numba.njit(cache=True, nogil=True)
def without_empty_branches(nodes: np.ndarray, is_empty: np.ndarray) -> np.ndarray:
    """The tree with every refined node that holds nothing turned into one empty leaf, so that rays cross it at once."""
    nodes = nodes.copy()
    for node in range(nodes.size - 1, -1, -1):
        first = nodes[node]
        if first < 0:
            continue
        empty = True
        for child in range(first, first + 8):
            empty = empty and nodes[child] < 0 and is_empty[-nodes[child] - 1]
        if empty:
            nodes[node] = nodes[first]
    return nodes
