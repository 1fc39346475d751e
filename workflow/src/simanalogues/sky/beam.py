"""The observation's Gaussian beam in the frame of the images, and the convolution with it.

The frame: +y runs from secondary to primary, +x is 90 deg clockwise of it on the sky. Beam angles are measured from +y
towards -x (counter-clockwise as displayed), so that they equal BPA - PA(secondary -> primary). Axes are FWHM.
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft

from simanalogues.errors import ConfigError
from simanalogues.units import FWHM_PER_SIGMA, JY_CGS

PIXELS_ACROSS_MINOR = 3.0
# Beyond 6 sigma a Gaussian is below 2e-8 of its peak.
PADDING_SIGMA = 6.0


@dataclass(frozen=True)
class FrameBeam:
    """Gaussian beam as it lies in the frame.

    major_au, minor_au
        FWHM axes, projected to the distance of the target.
    angle_deg
        Of the major axis, from +y towards -x.
    """

    major_au: float
    minor_au: float
    angle_deg: float

    def covariance_au2(self) -> np.ndarray:
        """Covariance of the Gaussian in the order (x, y), shape (2, 2), in AU^2."""
        angle = np.deg2rad(self.angle_deg)
        major = np.array([-np.sin(angle), np.cos(angle)])
        minor = np.array([np.cos(angle), np.sin(angle)])
        variances = (np.array([self.major_au, self.minor_au]) / FWHM_PER_SIGMA) ** 2
        return variances[0] * np.outer(major, major) + variances[1] * np.outer(minor, minor)

    def area_au2(self) -> float:
        """Area under the Gaussian of unit peak: brightness per beam summed over pixels of this area is flux."""
        return 2 * np.pi * self.major_au * self.minor_au / FWHM_PER_SIGMA**2


def frame_beam(
    major_arcsec: float, minor_arcsec: float, beam_angle_deg: float, *, distance_pc: float, position_angle_deg: float
) -> FrameBeam:
    """The beam in the frame from the beam on the sky.

    Parameters
    ----------
    major_arcsec, minor_arcsec, beam_angle_deg
        FWHM axes and position angle (BPA), east of north.
    distance_pc
        1 arcsec at 1 pc is 1 AU.
    position_angle_deg
        From secondary to primary, east of north.

    Returns
    -------
    FrameBeam
        With its angle in [-90, 90) deg; an ellipse does not tell an angle from the one 180 deg away.
    """
    angle_deg = (beam_angle_deg - position_angle_deg + 90.0) % 180.0 - 90.0
    return FrameBeam(major_arcsec * distance_pc, minor_arcsec * distance_pc, angle_deg)


def require_sampled(beam: FrameBeam, pixel_au: float) -> None:
    """Raise ConfigError where fewer than 3 pixels lie across the beam's minor axis."""
    across = beam.minor_au / pixel_au
    if across < PIXELS_ACROSS_MINOR:
        raise ConfigError(
            f"the beam's minor axis ({beam.minor_au:.4g} AU) is {across:.2f} pixels of {pixel_au:.4g} AU wide, "
            f"at least {PIXELS_ACROSS_MINOR:g} are needed: choose a pixel of at most "
            f"{beam.minor_au / PIXELS_ACROSS_MINOR:.4g} AU with more `image_pixels` or a smaller `field_au`"
        )


def padded_shape(shape: tuple[int, int], beam: FrameBeam, pixel_au: float) -> tuple[int, int]:
    """Size (y, x) of the periodic grid on which nothing within a map of that shape reaches its other side."""
    padding = int(np.ceil(PADDING_SIGMA * beam.major_au / FWHM_PER_SIGMA / pixel_au))
    return fft.next_fast_len(shape[0] + padding, real=True), fft.next_fast_len(shape[1] + padding, real=True)


def transfer_function(shape: tuple[int, int], beam: FrameBeam, pixel_au: float) -> np.ndarray:
    """Fourier transform of the beam with unit sum: exp(-2 pi^2 k.C.k) on the half-plane of `rfft2`.

    Parameters
    ----------
    shape
        (y, x) of the periodic grid.
    beam, pixel_au
        C is the beam's covariance.

    Returns
    -------
    np.ndarray
        Shape (y, x // 2 + 1), dimensionless, 1 at zero frequency.
    """
    covariance = beam.covariance_au2() / pixel_au**2
    k_y = fft.fftfreq(shape[0])[:, None]
    k_x = fft.rfftfreq(shape[1])[None, :]
    quadratic = covariance[0, 0] * k_x**2 + 2 * covariance[0, 1] * k_x * k_y + covariance[1, 1] * k_y**2
    return np.exp(-2 * np.pi**2 * quadratic)


def convolve(maps: np.ndarray, beam: FrameBeam, pixel_au: float) -> np.ndarray:
    """Smooth maps with the beam; outside them lies zero, and nothing wraps around.

    Parameters
    ----------
    maps
        Shape (..., y, x), brightness per solid angle, no NaN.
    beam, pixel_au
        At least 3 pixels across the minor axis.

    Returns
    -------
    np.ndarray
        Same shape, floating type and unit: the kernel has unit sum, so flux is kept but for what leaves the map.

    Raises
    ------
    ConfigError
        The pixel is too large for the beam.
    """
    require_sampled(beam, pixel_au)
    maps = np.asarray(maps)
    n_y, n_x = maps.shape[-2:]
    padded = padded_shape((n_y, n_x), beam, pixel_au)
    transfer = transfer_function(padded, beam, pixel_au)
    smooth = np.empty(maps.shape, dtype=np.result_type(maps.dtype, np.float32))
    # One map at a time, so that memory does not grow with the number of views, and the sum is the same in any chunk.
    for index in np.ndindex(maps.shape[:-2]):
        spectrum = fft.rfft2(maps[index].astype(np.float64), s=padded) * transfer
        smooth[index] = fft.irfft2(spectrum, s=padded)[:n_y, :n_x]
    return smooth


def to_jy_per_beam(intensity_cgs: np.ndarray, beam_solid_angle_sr: float) -> np.ndarray:
    """Jy/beam from an intensity in erg s-1 cm-2 Hz-1 sr-1 that is already smoothed with that beam; any shape."""
    return np.asarray(intensity_cgs) * (beam_solid_angle_sr / JY_CGS)
