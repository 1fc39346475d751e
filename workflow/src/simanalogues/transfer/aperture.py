"""What spectra are measured with: a round aperture on the sky, and the fluxes that both engines give."""

from dataclasses import dataclass

import numpy as np

from simanalogues.models.stars import Stars
from simanalogues.transfer.camera import Camera, camera_of
from simanalogues.units import ARCSEC_RAD, AU_CM

PARSEC_CM = AU_CM / ARCSEC_RAD
# Pixels along the diameter, before any is divided: only their sum counts.
N_PIXELS = 32


@dataclass(frozen=True)
class Aperture:
    """A circle about the middle of each view.

    camera
        The views, with pixels that cover the circle.
    radius_cm
        Of the circle; infinite for the whole square of the camera.
    """

    camera: Camera
    radius_cm: float

    def holds(self, stars: Stars) -> np.ndarray:
        """Whether each view has each star inside the circle, shape (n_views, n_stars)."""
        e_x = np.cross(self.camera.ups, self.camera.sightlines)
        x, y = e_x @ stars.position_cm.T, self.camera.ups @ stars.position_cm.T
        return np.hypot(x, y) < self.radius_cm


@dataclass(frozen=True)
class Spectra:
    """Flux densities at 1 pc in erg s-1 cm-2 Hz-1, as RADMC-3D gives them, shape (n_views, n_wavelengths).

    flux
        Of dust and stars.
    stellar_flux
        The part that comes straight from the stars, through the dust before them.
    """

    flux: np.ndarray
    stellar_flux: np.ndarray


def aperture_of(sightlines: np.ndarray, ups: np.ndarray, *, radius_au: float) -> Aperture:
    """An aperture of a radius; vectors and errors as in `camera_of`."""
    camera = camera_of(sightlines, ups, n_pixels=N_PIXELS, field_au=2 * radius_au)
    return Aperture(camera, radius_au * AU_CM)


def require_ascending(wavelengths_micron: np.ndarray) -> np.ndarray:
    """The wavelengths as float64; ValueError unless they are two or more, positive and ascending."""
    wavelengths_micron = np.asarray(wavelengths_micron, dtype=float)
    ordered = wavelengths_micron.ndim == 1 and wavelengths_micron.size > 1 and (np.diff(wavelengths_micron) > 0).all()
    if not ordered or wavelengths_micron[0] <= 0:
        raise ValueError(
            f"wavelengths of a spectrum are {wavelengths_micron}: expected two or more, ascending, above 0"
        )
    return wavelengths_micron
