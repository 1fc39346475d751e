"""Numba kernels of a spectral line with dust: spectra of rays, and the pixels of a cube.

Per channel, a cell has the opacity alpha + k phi, with phi = exp(-x^2), x = (channel - velocity) / b; velocities that
recede from the observer are positive. What is summed is the line alone: the intensity of a channel less that of the
dust, so that nothing cancels. A channel that no line has touched yet is as the dust, and costs nothing.

Where velocities are interpolated, a cell's velocity follows its own gradient; at a wall both sides take their mean. So
the velocity is continuous along a ray, and the mean of phi over each half of a cell is exact (by the error function):
no channel is skipped, however much the velocity jumps.
"""

import math
from typing import NamedTuple

import numba
import numpy as np

from simanalogues.transfer.rays import (
    SERIES_BELOW,
    Tree,
    absorbed_fraction,
    cross,
    divide_pixel,
    enter,
    is_inside,
    ray_origin,
)

# A change of velocity in a cell, or a bend of it, below this many Doppler widths changes the profile by less than 1e-3.
SLOW = 0.05
# Up to this many, the mean of the profile is that in the middle with two terms of its series, to 1e-4.
GENTLE = 0.5
HALF_ROOT_PI = 0.5 * math.sqrt(math.pi)


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
def velocity_along(
    medium: LineMedium, leaf: int, origin: tuple[float, float, float], direction: tuple[float, float, float]
) -> tuple[float, float]:
    """A cell's receding velocity along a ray as offset and slope: velocity = offset + slope * t."""
    width = 1 << (medium.tree.grid[3] - medium.leaf_level[leaf])
    offset, slope = np.float64(medium.motion[leaf, 0]), 0.0
    for axis in numba.literal_unroll((0, 1, 2)):
        gradient = np.float64(medium.motion[leaf, axis + 1])
        offset += gradient * (origin[axis] - (medium.leaf_index[leaf, axis] + 0.5) * width)
        slope += gradient * direction[axis]
    return offset, slope


@numba.njit(cache=True, nogil=True)
def add_profile(phi: np.ndarray, n: int, first: float, last: float, step: float, weight: float) -> None:
    """Add the weighted mean of exp(-x^2), while x runs evenly from first to last, to n channels that are `step` apart.

    `first` and `last` are those of the first channel. Gaussians on a grid follow from one another by multiplication.
    """
    change = last - first
    if abs(change) > GENTLE:
        for channel in range(n):
            shift = channel * step
            phi[channel] += weight * HALF_ROOT_PI * (math.erf(last + shift) - math.erf(first + shift)) / change
        return
    x, square = 0.5 * (first + last), change * change
    value, ratio = math.exp(-x * x), math.exp(-step * (2.0 * x + step))
    factor = math.exp(-2.0 * step * step)
    constant = 1.0 - square / 12.0 + square * square / 160.0
    quadratic, quartic = square / 6.0 - square * square / 40.0, square * square / 120.0
    for channel in range(n):
        m = x + channel * step
        m2 = m * m
        phi[channel] += weight * value * (constant + m2 * (quadratic + m2 * quartic))
        value *= ratio
        ratio *= factor


@numba.njit(cache=True, nogil=True, inline="always")
def fill_profile(phi: np.ndarray, n: int, x: tuple[float, float, float], step: float) -> None:
    """Mean of phi in a cell, in n channels, with x of the first channel at its wall, middle and wall."""
    phi[:n] = 0.0
    change, bend = abs(x[2] - x[0]), abs(x[1] - 0.5 * (x[0] + x[2]))
    if bend < SLOW and change < GENTLE:
        add_profile(phi, n, x[1] - 0.5 * (x[2] - x[0]), x[1] + 0.5 * (x[2] - x[0]), step, 1.0)
    else:
        add_profile(phi, n, x[0], x[1], step, 0.5)
        add_profile(phi, n, x[1], x[2], step, 0.5)


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
    first, last, low, high = 0, -1, front.low, front.high
    if of_line > 0.0:
        least, most = min(velocity[0], velocity[1], velocity[2]), max(velocity[0], velocity[1], velocity[2])
        reach = np.float64(medium.matter[leaf, 5])
        first = max(math.ceil((least - reach - spectrum.first) / spectrum.step), 0)
        last = min(math.floor((most + reach - spectrum.first) / spectrum.step), spectrum.transmitted.size - 1)
        if first <= last:
            low, high = touched(spectrum, front, first, last)
            channel = spectrum.first + first * spectrum.step
            x = (
                (channel - velocity[0]) * inverse_b,
                (channel - velocity[1]) * inverse_b,
                (channel - velocity[2]) * inverse_b,
            )
            fill_profile(spectrum.profile, last - first + 1, x, spectrum.step * inverse_b)
            add_line(medium, leaf, (depth, of_line, emitted), spectrum, first, last)
        else:
            first, last = 0, -1
    if first <= last:
        add_dust(spectrum, low, first, fraction, source, emitted)
        add_dust(spectrum, last + 1, high + 1, fraction, source, emitted)
    else:
        add_dust(spectrum, low, high + 1, fraction, source, emitted)
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


@numba.njit(cache=True, nogil=True)
def march_line(
    medium: LineMedium,
    origin: tuple[float, float, float],
    direction: tuple[float, float, float],
    coarsest: int,
    spectrum: Spectrum,
) -> bool:
    """Fill the spectrum of one ray; true where it was given up at a cell smaller than 2**coarsest."""
    spectrum.intensity[:] = 0.0
    front = Front(1.0, 0.0, 0, -1)
    way, place, meets = enter(medium.tree, origin, direction)
    if not meets:
        return medium.tree.grid[3] < coarsest
    # The cell before: its leaf (-1 where there is nothing), where it begins, its velocity there and along the ray.
    before, begun, arriving, offset, slope = -1, 0.0, 0.0, 0.0, 0.0
    while is_inside(way, place):
        leaf, shift, behind = cross(medium.tree, way, place)
        if shift < coarsest:
            return True
        filled = medium.matter[leaf, 0] > 0.0 or medium.matter[leaf, 2] > 0.0
        next_offset, next_slope, at_wall = 0.0, 0.0, offset + slope * place.t
        if filled:
            next_offset, next_slope = velocity_along(medium, leaf, origin, direction)
            here = next_offset + next_slope * place.t
            at_wall = 0.5 * (at_wall + here) if before >= 0 and medium.interpolated else here
        if before >= 0:
            leaving = at_wall if medium.interpolated and filled else offset + slope * place.t
            velocity = (arriving, offset + slope * 0.5 * (begun + place.t), leaving)
            front = pass_cell(medium, before, place.t - begun, velocity, spectrum, front)
        before, begun, arriving, offset, slope = leaf if filled else -1, place.t, at_wall, next_offset, next_slope
        place = behind
    if before >= 0:
        velocity = (arriving, offset + slope * 0.5 * (begun + place.t), offset + slope * place.t)
        front = pass_cell(medium, before, place.t - begun, velocity, spectrum, front)
    spectrum.intensity[-1] = front.intensity
    return False


@numba.njit(cache=True, nogil=True)
def render_line_rows(
    medium: LineMedium,
    frame: np.ndarray,
    pixel: tuple[float, int],
    first_row: int,
    channels: tuple[float, float],
    cube: np.ndarray,
) -> None:
    """Fill rows of a cube, shape (n_channels + 1, n_rows, n_pixels), as `march.render_rows` does of an image.

    `channels` are the first centre and the step. The last plane is the dust's continuum.
    """
    width, coarsest = pixel
    middle = 0.5 * (cube.shape[2] - 1)
    pending = np.empty((4 + 3 * max(coarsest, 0), 3))
    direction = (frame[1, 0], frame[1, 1], frame[1, 2])
    room = np.empty((3, cube.shape[0]))
    spectrum = Spectrum(channels[0], channels[1], room[0], room[1, :-1], room[2, :-1])
    # A row is gathered pixel by pixel: writing to all channels of the cube at once would miss the caches.
    pixels = np.empty((cube.shape[2], cube.shape[0]))
    for row in range(cube.shape[1]):
        pixels[:] = 0.0
        for column in range(cube.shape[2]):
            pending[0] = (column - middle) * width, (first_row + row - middle) * width, 0.0
            n_pending = 1
            while n_pending > 0:
                n_pending -= 1
                x, y, halvings = pending[n_pending]
                if march_line(medium, ray_origin(frame, x, y), direction, coarsest - int(halvings), spectrum):
                    n_pending = divide_pixel(pending, n_pending, (x, y, halvings), width)
                    continue
                pixels[column] += spectrum.intensity * 0.25**halvings
        for channel in range(cube.shape[0]):
            cube[channel, row] = pixels[:, channel]
