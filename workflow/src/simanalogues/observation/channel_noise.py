"""The noise of a cube's channels in the frame, and how far neighbouring channels share it."""

from dataclasses import dataclass

import numpy as np

from simanalogues.errors import ObservationInvalid
from simanalogues.observation.noise_of_map import BEAMS_NEEDED, correlation_difference, require_noise
from simanalogues.sky.beam import FrameBeam
from simanalogues.sky.noise import emission_free, robust_rms

LAGS = 3
SIGNIFICANT_SIGMA = 3.0


@dataclass(frozen=True)
class ChannelNoise:
    """Noise of one channel.

    rms_jy_per_beam
        Standard deviation.
    correlation
        Between channels 1, 2, 3 apart, shape (3,); 0 where it is not significant.
    measured
        Whether the standard deviation was measured.
    correlation_difference
        Of the channel with the most emission-free pixels, as in `Noise`; NaN where the noise was not measured.
    """

    rms_jy_per_beam: float
    correlation: np.ndarray
    measured: bool
    correlation_difference: float


def channel_noise(
    name: str, channels: np.ndarray, beam: FrameBeam, pixel_au: float, given: float | None
) -> ChannelNoise:
    """Noise of the channels, each where it holds no emission.

    Every channel has its own emission-free pixels: where a line fills the map, other channels are empty.

    Parameters
    ----------
    name
        Of the file, for messages.
    channels
        Neighbouring channels in the frame, shape (channel, y, x), Jy/beam, NaN where nothing was observed.
    beam, pixel_au
        The beam in the frame, and the pixel.
    given
        The config's `noise_jy_per_beam`, or None to measure. The correlation is measured in either case, and 0 where
        it cannot be.

    Raises
    ------
    ObservationInvalid
        Fewer than 10 beams, counted over all channels, are free of emission, or they hold no noise.
    """
    free = np.stack([emission_free(channel, np.isfinite(channel), beam, pixel_au) for channel in channels])
    beam_pixels = beam.area_au2() / pixel_au**2
    n_beams, rms = free.sum() / beam_pixels, robust_rms(channels[free])
    measurable = n_beams >= BEAMS_NEEDED and rms > 0
    if given is None and not measurable:
        raise ObservationInvalid(
            f"{name}: the noise of the channels cannot be measured in the frame: {n_beams:.1f} beams of all channels "
            f"are free of emission, at least {BEAMS_NEEDED:g} are needed, and their rms is {rms:.3g} Jy/beam. Give "
            f"`noise_jy_per_beam` of the tracer in the config (per channel), or a larger `field_au`"
        )
    correlation = channel_correlation(channels, free, beam_pixels) if measurable else np.zeros(LAGS)
    if given is not None:
        require_noise(name, given)
        return ChannelNoise(float(given), correlation, False, float("nan"))
    emptiest = free.sum(axis=(1, 2)).argmax()
    difference = correlation_difference(name, channels[emptiest], free[emptiest], beam, pixel_au)
    return ChannelNoise(rms, correlation, True, difference)


def channel_correlation(channels: np.ndarray, free: np.ndarray, beam_pixels: float) -> np.ndarray:
    """Correlation coefficient between channels 1, 2, 3 apart over pixels that are free in both.

    Under no correlation its standard error is one over the root of the number of beams: for noise of the beam's own
    autocorrelation exp(-r^2 / 4 sigma^2), the sum of its square over all lags is the area of a beam.

    Parameters
    ----------
    channels, free
        Shape (channel, y, x): brightness, and whether a pixel holds noise alone.
    beam_pixels
        Pixels per beam.

    Returns
    -------
    np.ndarray
        Shape (3,); 0 where it is under 3 standard errors, or under 10 beams are left.
    """
    values = channels - np.median(channels[free])
    correlation = np.zeros(LAGS)
    for lag in range(1, min(LAGS, len(channels) - 1) + 1):
        both = free[lag:] & free[:-lag]
        n_beams = both.sum() / beam_pixels
        if n_beams < BEAMS_NEEDED:
            continue
        one, other = values[lag:][both].astype(float), values[:-lag][both].astype(float)
        rho = (one * other).mean() / np.sqrt((one**2).mean() * (other**2).mean())
        correlation[lag - 1] = rho if abs(rho) > SIGNIFICANT_SIGMA / np.sqrt(n_beams) else 0.0
    return correlation
