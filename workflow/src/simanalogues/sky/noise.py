"""Noise of a map: made with the beam's correlation, and measured where there is no emission."""

import numpy as np
from astropy.stats import mad_std, sigma_clip
from scipy import fft, ndimage

from simanalogues.sky.beam import FrameBeam, padded_shape, require_sampled, transfer_function

CLIP_SIGMA = 4.0
SEED_SIGMA = 4.5
GROW_SIGMA = 2.0
MAX_ITERATIONS = 50


def correlated_noise(
    shape: tuple[int, ...], beam: FrameBeam, pixel_au: float, rms: float, rng: np.random.Generator
) -> np.ndarray:
    """White noise smoothed with the beam, of the expected standard deviation `rms`.

    The scale comes from the transfer function and not from the realisation, so that the noise of a small map varies
    as it does in nature. Every pixel, also at the border, has the same variance, and opposite borders are independent.

    Parameters
    ----------
    shape
        (..., y, x); every leading index is an independent map.
    beam, pixel_au
        At least 3 pixels across the minor axis.
    rms
        In any unit, which is the result's.
    rng
        Source of the random numbers.

    Returns
    -------
    np.ndarray
        Of that shape, float64.

    Raises
    ------
    ConfigError
        The pixel is too large for the beam.
    """
    require_sampled(beam, pixel_au)
    n_y, n_x = shape[-2:]
    padded = padded_shape((n_y, n_x), beam, pixel_au)
    transfer = transfer_function(padded, beam, pixel_au)
    scale = rms / np.sqrt(mean_over_plane(transfer**2, padded[1]))
    noise = np.empty(shape)
    for index in np.ndindex(tuple(shape[:-2])):
        spectrum = fft.rfft2(rng.standard_normal(padded)) * transfer
        noise[index] = scale * fft.irfft2(spectrum, s=padded)[:n_y, :n_x]
    return noise


def correlated_channels(white: np.ndarray, correlation: np.ndarray) -> np.ndarray:
    """Channels that are independent, mixed so that those 1, 2, ... apart have a correlation; variances stay.

    Parameters
    ----------
    white
        Shape (n_channels + `extra_channels(correlation)`, ...): the mixing is periodic, and drops the extra ones.
    correlation
        Of channels 1, 2, ... apart, shape (n_lags,).

    Returns
    -------
    np.ndarray
        Shape (n_channels, ...). What no noise can have (a power spectrum below 0) is set to the nearest that it can.
    """
    n_extra = extra_channels(correlation)
    if n_extra == 0:
        return white
    waves = 2 * np.pi * np.outer(fft.rfftfreq(len(white)), np.arange(1, n_extra // 2 + 1))
    power = np.maximum(1 + 2 * np.cos(waves) @ np.asarray(correlation, dtype=float), 0.0)
    power /= mean_over_plane(power[None], len(white))
    spectrum = fft.rfft(white, axis=0) * np.sqrt(power).reshape(-1, *(1,) * (white.ndim - 1))
    return fft.irfft(spectrum, n=len(white), axis=0)[: len(white) - n_extra]


def extra_channels(correlation: np.ndarray) -> int:
    """How many channels more `correlated_channels` needs, so that the last are independent of the first."""
    return 2 * len(correlation) if np.any(correlation) else 0


def mean_over_plane(half: np.ndarray, n_x: int) -> float:
    """Mean over the whole frequency plane of a symmetric quantity known on the half-plane of `rfft2`."""
    weight = np.full(half.shape[1], 2.0)
    weight[0] = 1.0
    if n_x % 2 == 0:
        weight[-1] = 1.0
    return float((half * weight).sum() / (half.shape[0] * n_x))


def robust_rms(values: np.ndarray) -> float:
    """Standard deviation from the median absolute deviation, after clipping at 4 sigma until nothing changes.

    Parameters
    ----------
    values
        Any shape; NaN are left out.

    Returns
    -------
    float
        In the unit of the values; NaN where there is no finite value.
    """
    finite = np.asarray(values, dtype=float)[np.isfinite(values)]
    if not finite.size:
        return float("nan")
    kept = sigma_clip(finite, sigma=CLIP_SIGMA, maxiters=None, cenfunc="median", stdfunc="mad_std", masked=False)
    return float(mad_std(kept))


def emission_free(brightness: np.ndarray, observed: np.ndarray, beam: FrameBeam, pixel_au: float) -> np.ndarray:
    """Where a map holds noise alone, found together with the rms by iteration.

    Emission, or its negative bowls, is what hangs together beyond 2 sigma and reaches 4.5 sigma somewhere, widened by
    half a major axis of the beam. Widening isolated peaks of noise would make the rms too low, hence the high seed.

    Parameters
    ----------
    brightness
        Shape (y, x), any unit, NaN where nothing was observed.
    observed
        Shape (y, x), true where the map holds a value.
    beam, pixel_au
        The beam in the frame, and the pixel.

    Returns
    -------
    np.ndarray
        Shape (y, x), bool; false everywhere where the whole map is emission.
    """
    observed = np.asarray(observed, dtype=bool)
    magnitude = np.where(observed, np.abs(brightness), 0.0)
    width_pixels = max(beam.major_au / 2 / pixel_au, 1.0)
    free = observed
    for _ in range(MAX_ITERATIONS):
        rms = robust_rms(np.asarray(brightness)[free])
        seeds = magnitude > SEED_SIGMA * rms
        emission = ndimage.binary_propagation(seeds, mask=magnitude > GROW_SIGMA * rms)
        if not emission.any():
            break
        narrowed = free & (ndimage.distance_transform_edt(~emission) > width_pixels)
        if np.array_equal(narrowed, free):
            break
        free = narrowed
    return free


def autocorrelation(values: np.ndarray, used: np.ndarray, max_lag: int) -> np.ndarray:
    """Autocorrelation of a map over the pairs of used pixels, 1 at zero lag.

    Parameters
    ----------
    values
        Shape (y, x), of mean zero.
    used
        Shape (y, x), bool.
    max_lag
        In pixels.

    Returns
    -------
    np.ndarray
        Shape (2 max_lag + 1, 2 max_lag + 1); the element [max_lag + j, max_lag + i] is at lag y = j, x = i. NaN where
        no pair of used pixels has that lag.
    """
    used = np.asarray(used, dtype=bool)
    padded = tuple(fft.next_fast_len(n + max_lag, real=True) for n in used.shape)
    products = _pair_sums(np.where(used, values, 0.0), padded, max_lag)
    pairs = np.round(_pair_sums(used.astype(float), padded, max_lag))
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = np.where(pairs > 0, products / pairs, np.nan)
    return covariance / covariance[max_lag, max_lag]


def _pair_sums(values: np.ndarray, padded: tuple[int, ...], max_lag: int) -> np.ndarray:
    """Sums of products of values at each lag up to `max_lag`, zero lag in the middle."""
    power = np.abs(fft.rfft2(values, s=padded)) ** 2
    lags = np.arange(-max_lag, max_lag + 1)
    return fft.irfft2(power, s=padded)[np.ix_(lags, lags)]


def expected_autocorrelation(beam: FrameBeam, pixel_au: float, max_lag: int) -> np.ndarray:
    """What `autocorrelation` tends to for white noise smoothed with the beam: exp(-lag.C^-1.lag / 4)."""
    lags = np.arange(-max_lag, max_lag + 1) * pixel_au
    x, y = np.meshgrid(lags, lags)
    inverse = np.linalg.inv(beam.covariance_au2())
    return np.exp(-0.25 * (inverse[0, 0] * x**2 + 2 * inverse[0, 1] * x * y + inverse[1, 1] * y**2))
