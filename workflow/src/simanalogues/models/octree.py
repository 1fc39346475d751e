"""The octree of one window: RADMC-3D's base grid with refinements, cut out of a simulation's leaf cells."""

from dataclasses import dataclass

import numpy as np

from simanalogues.errors import ModelInvalid
from simanalogues.models.cells import Cells
from simanalogues.models.tree import flags_of_leaves, morton_codes, walk_flags
from simanalogues.models.window import Block, choose_block, leaves_in_block, require_valid_density

WALL_BITS = 36


@dataclass(frozen=True)
class Octree:
    """Cubic base cells with factor-two refinements, leaves in amr_grid's order (depth first, x fastest).

    lower_cm
        Lower corner of the base grid in model coordinates (origin = centre of the window), shape (3,).
    base_width_cm
        Width of a base cell.
    shape
        Base cells along x, y, z.
    flags
        amr_grid's flags: 1 = refined, 0 = leaf, int8, shape (n_nodes,).
    nodes
        The tree as a ray walks it, int32, shape (n_nodes,): see `walk_flags`.
    leaf_level
        Level below the base grid, shape (n_leaves,).
    leaf_index
        Position of the leaf in cells of its own level from the lower corner, shape (n_leaves, 3).
    """

    lower_cm: np.ndarray
    base_width_cm: float
    shape: tuple[int, int, int]
    flags: np.ndarray
    nodes: np.ndarray
    leaf_level: np.ndarray
    leaf_index: np.ndarray

    @property
    def n_leaves(self) -> int:
        """Number of leaf cells."""
        return self.leaf_level.size

    @property
    def max_level(self) -> int:
        """Deepest level below the base grid; 0 is none."""
        return int(self.leaf_level.max())

    @property
    def leaf_width_cm(self) -> np.ndarray:
        """Widths of the leaves, shape (n_leaves,)."""
        return np.ldexp(self.base_width_cm, -self.leaf_level.astype(np.int32))

    @property
    def leaf_centre_cm(self) -> np.ndarray:
        """Centres of the leaves in model coordinates, shape (n_leaves, 3)."""
        return self.lower_cm + (self.leaf_index + 0.5) * self.leaf_width_cm[:, None]

    def leaf_at(self, position_cm: np.ndarray) -> np.ndarray:
        """Leaf that holds each position (n, 3); -1 outside the grid."""
        scaled = (np.asarray(position_cm) - self.lower_cm) / self.base_width_cm
        inside = ((scaled >= 0) & (scaled < self.shape)).all(axis=1)
        index = np.floor(np.where(inside[:, None], scaled, 0.0) * 2**self.max_level).astype(np.int64)
        base = index >> self.max_level
        entry = self.nodes[base[:, 0] + self.shape[0] * (base[:, 1] + self.shape[1] * base[:, 2])]
        for bit in range(self.max_level - 1, -1, -1):
            child = (index >> bit & 1) @ (1, 2, 4)
            entry = np.where(entry >= 0, self.nodes[np.maximum(entry, 0) + child], entry)
        return np.where(inside, -entry - 1, -1)


def octree_of_flags(
    lower_cm: np.ndarray, base_width_cm: float, shape: tuple[int, int, int], flags: np.ndarray
) -> Octree:
    """Octree from amr_grid's content.

    Raises
    ------
    ModelInvalid
        The flags do not describe whole base cells.
    """
    flags = np.ascontiguousarray(flags, dtype=np.int8)
    n_leaves = int((flags == 0).sum())
    nodes = np.empty(flags.size, dtype=np.int32)
    leaf_level = np.empty(n_leaves, dtype=np.int8)
    leaf_index = np.empty((n_leaves, 3), dtype=np.int32)
    used = -1
    if flags.size >= np.prod(shape):
        used = walk_flags(flags, tuple(int(n) for n in shape), nodes, leaf_level, leaf_index)
    if used != flags.size:
        raise ModelInvalid(
            f"{flags.size} refinement flags with {n_leaves} leaves do not make whole trees on a base grid of "
            f"{tuple(shape)} cells: was amr_grid cut off, or written in another order?"
        )
    lower_cm = np.asarray(lower_cm, dtype=float)
    return Octree(lower_cm, float(base_width_cm), tuple(shape), flags, nodes, leaf_level, leaf_index)


def exact_walls(lower_cm: np.ndarray, base_width_cm: float) -> tuple[np.ndarray, float]:
    """Corner and width rounded to a 2^-36th of the width, so that all cell walls and their differences are exact.

    Without it, a grid that is written, read and written again differs in the last digits.
    """
    quantum_cm = 2.0 ** (np.floor(np.log2(base_width_cm)) - WALL_BITS)
    return np.round(lower_cm / quantum_cm) * quantum_cm, float(np.round(base_width_cm / quantum_cm) * quantum_cm)


def build_octree(cells: Cells, centre_cm: np.ndarray, side_cm: float) -> tuple[Octree, np.ndarray]:
    """Cut a cube of at least `side_cm` about `centre_cm` out of a simulation, along the walls of its cells.

    The base level is the finest at which the cube needs at most `MAX_BASE_CELLS` cells a side. Leaves coarser than that
    are split. Where nothing is refined, the first cell is split: RADMC-3D crashes on an octree without refinement.

    Parameters
    ----------
    cells
        Leaf cells, at least all that touch the cube.
    centre_cm
        Centre of the cube from the lower corner of the box, shape (3,).
    side_cm
        Least width of the cube.

    Returns
    -------
    Octree
        Its coordinates have their origin at `centre_cm`.
    np.ndarray
        The input cell of each leaf, shape (n_leaves,).

    Raises
    ------
    WindowOutsideBox
        The cube does not fit into the box.
    DensityInvalid
        A cell has a negative density or none.
    ModelInvalid
        The cells overlap or leave gaps in the cube.
    """
    require_valid_density(cells)
    block = choose_block(cells, np.asarray(centre_cm, dtype=float), side_cm)
    source, level, index = leaves_in_block(cells, block)
    if not level.any():
        source, level, index = with_first_leaf_split(source, level, index)
    max_level = int(level.max())
    key = sort_key(level, index, block.n_base, max_level)
    order = np.argsort(key, kind="stable")
    source, level, key = source[order], level[order], key[order]
    require_tiling(level, key, block, max_level)
    flags = flags_of_leaves(level, key & ((1 << 3 * max_level) - 1), max_level)
    walls = exact_walls(block.lower * block.width_cm - np.asarray(centre_cm, dtype=float), block.width_cm)
    return octree_of_flags(*walls, (block.n_base,) * 3, flags), source


def sort_key(level: np.ndarray, index: np.ndarray, n_base: int, max_level: int) -> np.ndarray:
    """Order of leaves in amr_grid: base cell (x fastest), then the Morton code at the deepest level."""
    fine = index << (max_level - level)[:, None]
    base = fine >> max_level
    number = base[:, 0] + n_base * (base[:, 1] + n_base * base[:, 2])
    return number << 3 * max_level | morton_codes(fine, max_level)


def with_first_leaf_split(
    source: np.ndarray, level: np.ndarray, index: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same leaves, all of the base level, the one at the lower corner replaced by its eight children."""
    first = int(np.argmin(index.sum(axis=1)))
    others = np.arange(source.size) != first
    children = 2 * index[first] + np.indices((2, 2, 2)).reshape(3, 8).T
    return (
        np.concatenate([np.repeat(source[first], 8), source[others]]),
        np.concatenate([np.repeat(level[first] + 1, 8), level[others]]),
        np.concatenate([children, index[others]]),
    )


def require_tiling(level: np.ndarray, key: np.ndarray, block: Block, max_level: int) -> None:
    """Raise ModelInvalid unless each leaf starts where the one before ends, from the first to the last base cell."""
    ends = key + (1 << 3 * (max_level - level))
    starts = np.append(key, block.n_base**3 << 3 * max_level)
    if key[0] != 0 or not (ends == starts[1:]).all():
        n_wrong = int((ends != starts[1:]).sum() + (key[0] != 0))
        raise ModelInvalid(
            f"the {key.size} cells in the window overlap or leave gaps at {n_wrong} places: "
            "every domain that touches the window must be read once, and only leaf cells"
        )
