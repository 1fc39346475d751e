"""The first two principal components of feature vectors that are too many for memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

N_COMPONENTS = 2
# The directions come from at most so many images, since time grows with their square.
MOST_FOR_AXES = 4000
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Components:
    """Mean of all vectors, shape (feature,), and the directions of the largest variance, shape (2, feature)."""

    centre: np.ndarray
    axes: np.ndarray

    def project(self, vectors: np.ndarray) -> np.ndarray:
        """Coordinates along the two directions, of vectors of shape (n, feature)."""
        return (vectors - self.centre) @ self.axes.T


def components_of(blocks: Sequence[np.ndarray], rng: np.random.Generator) -> Components:
    """Principal components of the rows of all blocks, from a random subset where there are over 4000 of them.

    The sign of a direction is such that its largest entry is positive.

    Parameters
    ----------
    blocks
        Arrays of shape (n, feature), maybe mapped from files; at least one row in all.
    """
    n_rows = sum(len(block) for block in blocks)
    total = sum(piece.sum(axis=0, dtype=np.float64) for piece in pieces_of(blocks))
    centre = total / n_rows
    chosen = rng.choice(n_rows, min(n_rows, MOST_FOR_AXES), replace=False)
    return Components(centre, principal_axes(rows_of(blocks, np.sort(chosen)) - centre.astype(np.float32)))


def principal_axes(centred: np.ndarray) -> np.ndarray:
    """Right singular vectors of the two largest singular values, shape (2, feature); 0 where there is no variance.

    They come from the products of all pairs of rows, which are fewer numbers than the rows have.
    """
    n_rows = len(centred)
    products = (centred @ centred.T).astype(np.float64)
    values, vectors = eigh(products, subset_by_index=[max(n_rows - N_COMPONENTS, 0), n_rows - 1])
    axes = np.zeros((N_COMPONENTS, centred.shape[1]))
    for place, (value, vector) in enumerate(zip(values[::-1], vectors.T[::-1], strict=True)):
        # Below this a value is rounding of single precision.
        if value > 1e-6 * np.trace(products):
            axis = vector @ centred
            axes[place] = axis / np.linalg.norm(axis) * np.sign(axis[np.argmax(np.abs(axis))])
    return axes


def projected(blocks: Sequence[np.ndarray], components: Components) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of the rows of all blocks, shape (n, 2), and the share of all variance along each direction."""
    points = [np.empty((0, N_COMPONENTS))]
    variance = 0.0
    for piece in pieces_of(blocks):
        centred = piece - components.centre
        points.append(centred @ components.axes.T)
        variance += float((centred**2).sum())
    coordinates = np.concatenate(points)
    return coordinates, (coordinates**2).sum(axis=0) / variance if variance > 0 else np.zeros(N_COMPONENTS)


def pieces_of(blocks: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """At most 1000 rows at a time, of all blocks in their order."""
    for block in blocks:
        for first in range(0, len(block), ROWS_AT_ONCE):
            yield np.asarray(block[first : first + ROWS_AT_ONCE])


def rows_of(blocks: Sequence[np.ndarray], chosen: np.ndarray) -> np.ndarray:
    """Rows by their places in all blocks, ascending, in single precision: shape (chosen, feature)."""
    gathered, before = np.empty((chosen.size, blocks[0].shape[1]), np.float32), 0
    for block in blocks:
        here = (chosen >= before) & (chosen < before + len(block))
        gathered[here] = block[chosen[here] - before]
        before += len(block)
    return gathered
