"""The noise of the framed observation: measured where there is no emission, unless the config gives it."""

from dataclasses import dataclass, replace

import numpy as np

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.sky.beam import FrameBeam
from simanalogues.sky.noise import autocorrelation, emission_free, expected_autocorrelation, robust_rms

# The rms of n independent values is known to about 1 / sqrt(2 n).
BEAMS_NEEDED = 10.0
DIFFERENCE_WORTH_A_WARNING = 0.2


@dataclass(frozen=True)
class Noise:
    """Noise of a framed map.

    rms
        Standard deviation, in the map's unit.
    emission_free
        Shape (y, x), bool: the pixels that gave it; none where the config did.
    measured
        Whether it was measured.
    correlation_difference
        Largest difference between the noise's autocorrelation and that of white noise smoothed with the beam, within
        one major axis; NaN where it was not measured.
    n_beams
        How many beams gave it.
    """

    rms: float
    emission_free: np.ndarray
    measured: bool
    correlation_difference: float
    n_beams: float = 0.0


def noise_of_map(
    name: str, values: np.ndarray, beam: FrameBeam, pixel_au: float, given: float | None, unit: str = "Jy/beam"
) -> Noise:
    """Noise of a framed map.

    Parameters
    ----------
    name
        Of the file, for messages.
    values
        Shape (y, x), NaN where nothing was observed.
    beam, pixel_au
        The beam in the frame, and the pixel.
    given
        The config's `noise_jy_per_beam`, or None to measure.
    unit
        Of the map, for messages.

    Raises
    ------
    ObservationInvalid
        Fewer than 10 beams are free of emission, or they hold no noise, or the given noise is negative.
    """
    if given is not None:
        require_noise(name, given)
        return Noise(float(given), np.zeros(values.shape, dtype=bool), False, float("nan"))
    noise = measured_noise(values, beam, pixel_au)
    if not noise.measured:
        raise ObservationInvalid(
            f"{name}: the noise cannot be measured in the frame: {noise.n_beams:.1f} beams are free of emission, at "
            f"least {BEAMS_NEEDED:g} are needed, and their rms is {noise.rms:.3g} {unit}. Give `noise_jy_per_beam` of "
            f"the tracer in the config, or a larger `field_au`"
        )
    difference = correlation_difference(name, values, noise.emission_free, beam, pixel_au)
    return replace(noise, correlation_difference=difference)


def require_noise(name: str, given: float) -> None:
    """Raise ObservationInvalid where the config's noise cannot be."""
    if not (np.isfinite(given) and given >= 0):
        raise ObservationInvalid(f"{name}: `noise_jy_per_beam` is {given}, expected a number not below 0")


def measured_noise(values: np.ndarray, beam: FrameBeam, pixel_au: float) -> Noise:
    """Noise of a framed map where it holds no emission; not `measured` where 10 beams are not free, or hold none."""
    free = emission_free(values, np.isfinite(values), beam, pixel_au)
    n_beams = free.sum() * pixel_au**2 / beam.area_au2()
    rms = robust_rms(values[free])
    return Noise(rms, free, bool(n_beams >= BEAMS_NEEDED and rms > 0), float("nan"), n_beams)


def correlation_difference(
    name: str, brightness: np.ndarray, free: np.ndarray, beam: FrameBeam, pixel_au: float
) -> float:
    """How far the noise is from white noise smoothed with the beam, which is what synthetic maps are given."""
    max_lag = int(np.ceil(beam.major_au / pixel_au))
    measured = autocorrelation(brightness - np.median(brightness[free]), free, max_lag)
    difference = float(np.nanmax(np.abs(measured - expected_autocorrelation(beam, pixel_au, max_lag))))
    if difference > DIFFERENCE_WORTH_A_WARNING:
        LOGGER.warning("%s: its noise is not that of its beam, autocorrelations differ by %.2f", name, difference)
    return difference
