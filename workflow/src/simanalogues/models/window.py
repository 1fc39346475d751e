"""Which block of the simulation's level grid a window covers, and the leaves inside it."""

import math
from dataclasses import dataclass

import numpy as np

from simanalogues.errors import DensityInvalid, ModelInvalid, WindowOutsideBox
from simanalogues.models.cells import Cells
from simanalogues.units import AU_CM

MAX_BASE_CELLS = 16
# How far the block may reach beyond the cube on any side, in units of the cube's side: two base cells, which are
# less than 2/15 of it wide, since cells of half that width would be more than MAX_BASE_CELLS.
BLOCK_MARGIN = 4 / (MAX_BASE_CELLS - 1)
ROUNDING = 1e-12


@dataclass(frozen=True)
class Block:
    """A cubic block of cells of one level: `n_base` a side, from integer position `lower`, each `width_cm` wide."""

    level: int
    lower: np.ndarray
    n_base: int
    width_cm: float


def require_valid_density(cells: Cells) -> None:
    """Raise DensityInvalid where a density is NaN, infinite or negative."""
    bad = ~((cells.density >= 0) & np.isfinite(cells.density))
    if bad.any():
        first = int(np.argmax(bad))
        x, y, z = cells.position_cm[first] / AU_CM
        raise DensityInvalid(
            f"{int(bad.sum())} of {bad.size} cells have densities that are negative or not finite, the first is "
            f"{cells.density[first]:g} g/cm3 at ({x:.1f}, {y:.1f}, {z:.1f}) AU from the lower corner of the box: "
            "leave this output out of the config's `outputs`, or write it again"
        )


def choose_block(cells: Cells, centre_cm: np.ndarray, side_cm: float) -> Block:
    """The block of cells that covers the cube, at the finest level that needs at most `MAX_BASE_CELLS` a side.

    Raises
    ------
    WindowOutsideBox
        The cube does not fit into the box, or not the block.
    """
    require_inside_box(centre_cm, side_cm, cells.reach_cm)
    lower_cm, upper_cm = centre_cm - side_cm / 2, centre_cm + side_cm / 2
    for level in range(int(cells.level.max()), -1, -1):
        width_cm = cells.box_cm / 2**level
        # 2**level, but for a base grid that is no power of two of cells wide.
        n_inside = math.ceil(cells.reach_cm / width_cm * (1 - ROUNDING))
        # The last corner is kept inside the box against rounding.
        lower = np.minimum(np.floor(lower_cm / width_cm), n_inside - 1).astype(np.int64)
        upper = np.maximum(np.minimum(np.ceil(upper_cm / width_cm), n_inside).astype(np.int64), lower + 1)
        n_base = int((upper - lower).max())
        if n_base <= MAX_BASE_CELLS:
            break
    lower = np.minimum(lower, n_inside - n_base)
    if ((lower + n_base) * width_cm * (1 - ROUNDING) > cells.reach_cm).any():
        raise WindowOutsideBox(
            f"a cube of {side_cm / AU_CM:.0f} AU about {np.round(centre_cm / AU_CM)} AU needs cells of "
            f"{width_cm / AU_CM:.0f} AU, which reach out of the box of {cells.reach_cm / AU_CM:.0f} AU: make field_au "
            "smaller, or leave this output out"
        )
    return Block(level, lower, n_base, width_cm)


def require_inside_box(centre_cm: np.ndarray, side_cm: float, box_cm: float) -> None:
    """Raise WindowOutsideBox where a cube does not fit into the box."""
    if (centre_cm < side_cm / 2).any() or (centre_cm + side_cm / 2 > box_cm).any():
        room_au = 2 * min(centre_cm.min(), (box_cm - centre_cm).min()) / AU_CM
        raise WindowOutsideBox(
            f"a cube of {side_cm / AU_CM:.0f} AU about {np.round(centre_cm / AU_CM)} AU does not fit into the box of "
            f"{box_cm / AU_CM:.0f} AU: at most {max(room_au, 0):.0f} AU fit there; make field_au smaller "
            "(the cube must be at least sqrt(3) times as wide), or leave this output out"
        )


def leaves_in_block(cells: Cells, block: Block) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leaves inside a block, coarse ones split down to its level.

    Returns
    -------
    source, level, index
        Input cell, level below the block's, and integer position at that level from the block's corner, shapes
        (n_leaves,), (n_leaves,), (n_leaves, 3); in no particular order.
    """
    level = cells.level.astype(np.int64) - block.level
    scaled = cells.position_cm * (2.0 ** cells.level[:, None] / cells.box_cm)
    index = np.floor(scaled).astype(np.int64)
    fine = np.flatnonzero(level >= 0)
    relative = index[fine] - (block.lower << level[fine, None])
    inside = ((relative >= 0) & (relative < (block.n_base << level[fine, None]))).all(axis=1)
    fine, relative = fine[inside], relative[inside]
    coarse, split = split_coarse(np.flatnonzero(level < 0), index, level, block)
    source = np.concatenate([fine, coarse])
    if source.size == 0:
        raise ModelInvalid(f"none of the {level.size} cells lies in the window: was another part of the box read?")
    return source, np.maximum(level[source], 0), np.concatenate([relative, split])


def split_coarse(
    coarse: np.ndarray, index: np.ndarray, level: np.ndarray, block: Block
) -> tuple[np.ndarray, np.ndarray]:
    """Base cells of the block that leaves coarser than its level cover: the covering cell and the base cell's index."""
    widths = 1 << -level[coarse, None]
    lower = np.maximum(index[coarse] * widths - block.lower, 0)
    counts = np.maximum(np.minimum((index[coarse] + 1) * widths - block.lower, block.n_base) - lower, 0)
    n_each = counts.prod(axis=1)
    which = np.repeat(np.arange(coarse.size), n_each)
    number = np.arange(which.size) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    n_x, n_y = counts[which, 0], counts[which, 1]
    offset = np.stack([number % n_x, number // n_x % n_y, number // (n_x * n_y)], axis=1)
    return coarse[which], lower[which] + offset
