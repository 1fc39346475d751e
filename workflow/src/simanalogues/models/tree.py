"""From amr_grid's flags to the arrays that a ray walks through: one pass over the tree in its own order."""

import numba
import numpy as np

DEEPEST_LEVEL = 30


@numba.njit(cache=True, nogil=True)
def walk_flags(
    flags: np.ndarray, shape: tuple[int, int, int], nodes: np.ndarray, leaf_level: np.ndarray, leaf_index: np.ndarray
) -> int:
    """Fill `nodes`, `leaf_level` and `leaf_index` from flags in amr_grid's order (depth first, x fastest).

    Parameters
    ----------
    flags
        1 = refined, 0 = leaf, for every node in pre-order.
    shape
        Base cells along x, y, z.
    nodes
        Written. Entry of a refined node: where its 8 children start; of a leaf: minus its number minus 1. Base cells
        come first, x fastest; the 8 children of a node lie together, x fastest.
    leaf_level, leaf_index
        Written, in leaf order: level below the base grid, and the leaf's integer position (n_leaves, 3) at that level.

    Returns
    -------
    int
        Number of flags used, or -1 where the flags end inside the tree or it is deeper than `DEEPEST_LEVEL`.
    """
    n_base = shape[0] * shape[1] * shape[2]
    pending = np.empty((8 * DEEPEST_LEVEL + 8, 5), dtype=np.int64)
    used, free, leaf = 0, n_base, 0
    for base in range(n_base):
        pending[0] = base, 0, base % shape[0], base // shape[0] % shape[1], base // (shape[0] * shape[1])
        n_pending = 1
        while n_pending > 0:
            n_pending -= 1
            node, level, x, y, z = pending[n_pending]
            if used == flags.size or level > DEEPEST_LEVEL or free + 8 * flags[used] > nodes.size:
                return -1
            used += 1
            if flags[used - 1] == 0:
                nodes[node] = -leaf - 1
                leaf_level[leaf] = level
                leaf_index[leaf] = x, y, z
                leaf += 1
                continue
            nodes[node] = free
            for child in range(7, -1, -1):
                child_x, child_y, child_z = 2 * x + (child & 1), 2 * y + (child >> 1 & 1), 2 * z + (child >> 2)
                pending[n_pending] = free + child, level + 1, child_x, child_y, child_z
                n_pending += 1
            free += 8
    return used


def flags_of_leaves(level: np.ndarray, morton: np.ndarray, max_level: int) -> np.ndarray:
    """amr_grid's flags of leaves that are sorted by base cell and Morton code.

    A leaf is preceded by one flag 1 for every node that starts at its corner: as many as its Morton code has trailing
    zero octal digits, counted at its own level.

    Parameters
    ----------
    level
        Level below the base grid, shape (n_leaves,).
    morton
        Position inside the base cell in cells of `max_level`, x in the lowest bit, shape (n_leaves,).
    max_level
        Deepest level.
    """
    n_opened = np.zeros(level.size, dtype=np.int64)
    for digit in range(1, max_level + 1):
        # Digits below a leaf's own level are 0 and count for nothing.
        aligned = (morton & ((1 << 3 * digit) - 1)) == 0
        n_opened += aligned & (digit > max_level - level)
    position = np.cumsum(n_opened) + np.arange(level.size)
    flags = np.ones(position[-1] + 1, dtype=np.int8)
    flags[position] = 0
    return flags


def morton_codes(index: np.ndarray, n_bits: int) -> np.ndarray:
    """Interleave the lowest `n_bits` of x, y, z (shape (n, 3)), x in the lowest bit, into one integer each."""
    code = np.zeros(len(index), dtype=np.int64)
    for bit in range(n_bits):
        for axis in range(3):
            code |= (index[:, axis] >> bit & 1) << (3 * bit + axis)
    return code
