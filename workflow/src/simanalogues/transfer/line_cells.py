"""Numba kernels: what one cell adds to the spectrum of a ray.

Per channel, a cell has the opacity alpha + k phi. What is summed is the line alone: the intensity of a channel less
that of the dust, so that nothing cancels. A channel that no line has touched yet is as the dust, and costs nothing.
Velocities that recede from the observer are positive.
"""

import math
from typing import NamedTuple

import numba
import numpy as np

from simanalogues.transfer.line_profile import fill_profile
from simanalogues.transfer.rays import SERIES_BELOW, Tree, absorbed_fraction


class LineMedium(NamedTuple):
    """What a ray of a line cube runs through.

    tree
        The octree.
    matter
        Per leaf: dust opacity per unit length, dust source function, line opacity k, line source function, 1 / b, and
        how far from its velocity the line reaches (cm/s); float32, shape (n_leaves, 6).
    motion
        Per leaf: receding velocity at its centre, and its gradient per unit length; float32, shape (n_leaves, 4).
    leaf_index, leaf_level
        Where leaves are, as in `Octree`.
    interpolated
        Whether velocities vary inside cells.
    """

    tree: Tree
    matter: np.ndarray
    motion: np.ndarray
    leaf_index: np.ndarray
    leaf_level: np.ndarray
    interpolated: bool


class Spectrum(NamedTuple):
    """Channels of a ray: the first centre and the step (cm/s), and per channel the line's intensity and what is left.

    The last element of `intensity` is that of the dust. `profile` is room for that of one cell.
    """

    first: float
    step: float
    intensity: np.ndarray
    transmitted: np.ndarray
    profile: np.ndarray


class Front(NamedTuple):
    """How far light has come: dust transmission and intensity so far, and the channels that the line has touched."""

    transmitted: float
    intensity: float
    low: int
    high: int


@numba.njit(cache=True, nogil=True, inline="always")
def pass_cell(
    medium: LineMedium, leaf: int, length: float, velocity: tuple[float, float, float], spectrum: Spectrum, front: Front
) -> Front:
    """Add what a cell emits and absorbs to the spectrum, and go on behind it."""
    alpha, source = np.float64(medium.matter[leaf, 0]), np.float64(medium.matter[leaf, 1])
    of_line, inverse_b = np.float64(medium.matter[leaf, 2]) * length, np.float64(medium.matter[leaf, 4])
    depth = alpha * length
    fraction = absorbed_fraction(depth)
    emitted = front.transmitted * fraction * source
    low, high = front.low, front.high
    # Of the channels from low to high, the line reaches those from first to last: none to begin with.
    first, last = high + 1, high
    if of_line > 0.0:
        least, most = min(velocity[0], velocity[1], velocity[2]), max(velocity[0], velocity[1], velocity[2])
        reach = np.float64(medium.matter[leaf, 5])
        nearest = max(math.ceil((least - reach - spectrum.first) / spectrum.step), 0)
        farthest = min(math.floor((most + reach - spectrum.first) / spectrum.step), spectrum.transmitted.size - 1)
        if nearest <= farthest:
            first, last = nearest, farthest
            low, high = touched(spectrum, front, first, last)
            channel = spectrum.first + first * spectrum.step
            x = (
                (channel - velocity[0]) * inverse_b,
                (channel - velocity[1]) * inverse_b,
                (channel - velocity[2]) * inverse_b,
            )
            fill_profile(spectrum.profile, last - first + 1, x, spectrum.step * inverse_b)
            add_line(medium, leaf, (depth, of_line, emitted), spectrum, first, last)
    add_dust(spectrum, low, first, fraction, source, emitted)
    add_dust(spectrum, last + 1, high + 1, fraction, source, emitted)
    return Front(front.transmitted * (1.0 - fraction), front.intensity + emitted, low, high)


@numba.njit(cache=True, nogil=True, inline="always")
def add_dust(spectrum: Spectrum, first: int, end: int, fraction: float, source: float, emitted: float) -> None:
    """Add the dust of a cell to channels that a line has touched before: `emitted` is what an untouched one gets."""
    intensity, left = spectrum.intensity[first:end], spectrum.transmitted[first:end]
    for channel in range(left.size):
        intensity[channel] += left[channel] * fraction * source - emitted
        left[channel] *= 1.0 - fraction


@numba.njit(cache=True, nogil=True, inline="always")
def add_line(
    medium: LineMedium, leaf: int, cell: tuple[float, float, float], spectrum: Spectrum, first: int, last: int
) -> None:
    """Add line and dust of a cell to the channels that its line reaches.

    `cell` holds the depth of the dust, that of the line at its centre, and what the dust alone emits.
    """
    depth, of_line, emitted = cell
    of_dust, line_source = depth * np.float64(medium.matter[leaf, 1]), np.float64(medium.matter[leaf, 3])
    # Slices, whose indices are never negative: the loops over them become vector operations.
    intensity, left = spectrum.intensity[first : last + 1], spectrum.transmitted[first : last + 1]
    profile = spectrum.profile[: left.size]
    if depth + of_line < SERIES_BELOW:
        for channel in range(left.size):
            in_channel = of_line * profile[channel]
            both = depth + in_channel
            # (1 - exp(-tau)) / tau by its series.
            share = 1.0 - both * (0.5 - both * (1.0 / 6.0 - both / 24.0))
            intensity[channel] += left[channel] * share * (of_dust + in_channel * line_source) - emitted
            left[channel] *= 1.0 - both * share
        return
    for channel in range(left.size):
        in_channel = of_line * profile[channel]
        both = depth + in_channel
        absorbed = absorbed_fraction(both)
        share = absorbed / both if both > 0.0 else 1.0
        intensity[channel] += left[channel] * share * (of_dust + in_channel * line_source) - emitted
        left[channel] *= 1.0 - absorbed


@numba.njit(cache=True, nogil=True, inline="always")
def touched(spectrum: Spectrum, front: Front, first: int, last: int) -> tuple[int, int]:
    """Widen the range of channels that differ from the dust; a new one starts with the dust's transmission."""
    if front.high < front.low:
        low, high = first, last
        for channel in range(low, high + 1):
            spectrum.transmitted[channel] = front.transmitted
        return low, high
    low, high = min(front.low, first), max(front.high, last)
    for channel in range(low, front.low):
        spectrum.transmitted[channel] = front.transmitted
    for channel in range(front.high + 1, high + 1):
        spectrum.transmitted[channel] = front.transmitted
    return low, high
