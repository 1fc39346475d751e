"""Numba kernels of a spectral line with dust: spectra of rays, and the pixels of a cube.

Where velocities are interpolated, a cell's velocity follows its own gradient; at a wall both sides take their mean. So
the velocity is continuous along a ray.
"""

import numba
import numpy as np

from simanalogues.transfer.line_cells import Front, LineMedium, Spectrum, pass_cell
from simanalogues.transfer.rays import cross, divide_pixel, enter, is_inside, ray_origin


@numba.njit(cache=True, nogil=True, inline="always")
def velocity_along(
    medium: LineMedium, leaf: int, origin: tuple[float, float, float], direction: tuple[float, float, float]
) -> tuple[float, float]:
    """A cell's receding velocity along a ray as offset and slope: velocity = offset + slope * t."""
    width = 1 << (medium.tree.grid[3] - medium.leaf_level[leaf])
    offset, slope = np.float64(medium.motion[leaf, 0]), 0.0
    for axis in range(3):
        gradient = np.float64(medium.motion[leaf, axis + 1])
        offset += gradient * (origin[axis] - (medium.leaf_index[leaf, axis] + 0.5) * width)
        slope += gradient * direction[axis]
    return offset, slope


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
