"""Moments of line cubes, the same for observed and synthetic ones, and the noise of the integrated map.

Velocities are radial, in km/s, relative to the systemic velocity; positive is receding.
"""

import numpy as np


def channel_widths(velocity_kms: np.ndarray) -> np.ndarray:
    """Width of each channel from the centres, shape (n_channels,), in km/s; at least two channels in either order."""
    return np.abs(np.gradient(np.asarray(velocity_kms, dtype=float)))


def moments(cube: np.ndarray, velocity_kms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Moment 0 and moment 1 over all channels, unmasked.

    Parameters
    ----------
    cube
        Brightness without continuum, shape (channel, ...), per beam; NaN where nothing was observed.
    velocity_kms
        Centres of the channels, shape (n_channels,).

    Returns
    -------
    moment0
        Sum of I dv, in the cube's unit times km/s, float64.
    moment1
        Sum of v I dv over moment 0, in km/s; NaN where moment 0 is 0. Without emission it is noise over noise.
    """
    width_kms = channel_widths(velocity_kms)
    moment0 = np.tensordot(width_kms, cube, axes=1)
    first = np.tensordot(width_kms * velocity_kms, cube, axes=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return moment0, np.where(moment0 != 0, first / moment0, np.nan)


def integrated_noise(channel_noise: float, velocity_kms: np.ndarray, correlation: np.ndarray) -> float:
    """Standard deviation of moment 0: sigma_channel dv sqrt(N), corrected for correlated channels.

    Its square is the sum of w_i w_j rho(|i - j|) sigma^2 over all pairs of channels.

    Parameters
    ----------
    channel_noise
        Standard deviation in one channel.
    velocity_kms
        Centres of the N channels.
    correlation
        Of channels 1, 2, ... apart, shape (n_lags,); beyond it is 0.
    """
    width_kms = channel_widths(velocity_kms)
    variance = (width_kms**2).sum()
    for lag, rho in enumerate(np.asarray(correlation, dtype=float)[: width_kms.size - 1], start=1):
        variance += 2 * rho * (width_kms[lag:] * width_kms[:-lag]).sum()
    return float(channel_noise * np.sqrt(max(variance, 0.0)))


def significant(moment0: np.ndarray | None, observed: np.ndarray, threshold: float) -> np.ndarray:
    """Where moment 1 means anything: observed, and moment 0 above the threshold; without moment 0, all observed.

    Parameters
    ----------
    moment0
        Shape (..., y, x), or None for a moment 1 that came masked.
    observed
        Shape (y, x), bool.
    threshold
        `n_sigma` times the noise of moment 0, in its unit.
    """
    return observed if moment0 is None else observed & (np.nan_to_num(moment0) > threshold)
