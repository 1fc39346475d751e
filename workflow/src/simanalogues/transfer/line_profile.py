"""Numba kernels: the profile of a line in one cell, averaged over its velocities, on a grid of channels.

phi = exp(-x^2), x = (channel - velocity) / b. A cell's velocity runs over three values: at the wall where a ray enters,
in the middle, and at the wall where it leaves. The mean of phi is exact (by the error function) or that of a series, so
that no channel is skipped, however much the velocity changes.
"""

import math

import numba
import numpy as np

# A bend of the velocity in a cell below this many Doppler widths changes the profile by less than 1e-3.
SLOW = 0.05
# Up to this change, the mean of the profile is that in the middle with two terms of its series, to 1e-4.
GENTLE = 0.5
HALF_ROOT_PI = 0.5 * math.sqrt(math.pi)


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
