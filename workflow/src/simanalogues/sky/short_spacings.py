"""What an interferometer without short spacings does to extended emission."""

import numpy as np

from simanalogues.sky.beam import FrameBeam, convolve
from simanalogues.units import FWHM_PER_SIGMA

# ALMA Technical Handbook: the maximum recoverable scale is 0.6 wavelengths over the shortest baseline.
SCALE_TIMES_SHORTEST_SPACING = 0.6


def without_extended_emission(maps: np.ndarray, *, max_recoverable_scale_au: float, pixel_au: float) -> np.ndarray:
    """Maps after a high-pass: spatial frequency k is multiplied by 1 - 2^(-(k / k_short)^2).

    k_short = 0.6 / (maximum recoverable scale) is the shortest spacing, at which half of the amplitude is kept. It is
    the map less itself smoothed with a round Gaussian of FWHM 0.735 maximum recoverable scales.

    Parameters
    ----------
    maps
        Shape (..., y, x), any brightness, no NaN; outside them lies zero.
    max_recoverable_scale_au
        Scale on the sky at the distance of the target.
    pixel_au
        Width of a pixel.

    Returns
    -------
    np.ndarray
        Same shape and unit. The total flux is zero but for what the smoothing carries out of the map.

    Raises
    ------
    ConfigError
        The scale is smaller than a few pixels.
    """
    shortest_per_au = SCALE_TIMES_SHORTEST_SPACING / max_recoverable_scale_au
    smoothing_au = FWHM_PER_SIGMA * np.sqrt(np.log(2) / 2) / (np.pi * shortest_per_au)
    return maps - convolve(maps, FrameBeam(smoothing_au, smoothing_au, 0.0), pixel_au)
