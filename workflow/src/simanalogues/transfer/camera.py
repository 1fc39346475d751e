"""The camera: sightlines and up vectors, RADMC-3D's angles, and the pixels of an image.

n_obs points from the binary to the observer. In the image +y is `up`, +x is e_x = up x n_obs, so that e_x x up = n_obs:
x to the right, y upward as the observer sees it. RADMC-3D's camera at posang 0 has e_x = (cos phi, -sin phi, 0),
e_y = (cos i sin phi, cos i cos phi, sin i), n_obs = (-sin i sin phi, -sin i cos phi, cos i); its posang turns the
object counter-clockwise. At the poles (i = 0, 180 deg) the angle phi is free, and taken as 0.
"""

from dataclasses import dataclass

import numpy as np

from simanalogues.units import AU_CM

POLE_TOLERANCE = 1e-14


@dataclass(frozen=True)
class Camera:
    """Orthographic views of one model, all of the same size.

    sightlines, ups
        n_obs and the image's +y, unit vectors, shape (n_views, 3).
    n_pixels
        Pixels along each side.
    field_cm
        Full width of the image.
    """

    sightlines: np.ndarray
    ups: np.ndarray
    n_pixels: int
    field_cm: float

    @property
    def pixel_cm(self) -> float:
        """Width of a pixel."""
        return self.field_cm / self.n_pixels


def camera_of(sightlines: np.ndarray, ups: np.ndarray, *, n_pixels: int, field_au: float) -> Camera:
    """A camera from vectors of shape (n_views, 3) or (3,).

    Raises
    ------
    ValueError
        The vectors are not of unit length, not at right angles, or not equally many.
    """
    sightlines, ups = (np.atleast_2d(np.asarray(vectors, dtype=float)) for vectors in (sightlines, ups))
    if sightlines.shape != ups.shape or sightlines.shape[1] != 3:
        raise ValueError(f"sightlines have shape {sightlines.shape}, ups {ups.shape}: expected (n_views, 3) for both")
    lengths = np.concatenate([(sightlines**2).sum(axis=1), (ups**2).sum(axis=1)])
    if not np.allclose(lengths, 1, atol=1e-9) or not np.allclose((sightlines * ups).sum(axis=1), 0, atol=1e-9):
        raise ValueError("sightlines and ups must be unit vectors at right angles to each other")
    return Camera(sightlines, ups, int(n_pixels), field_au * AU_CM)


def angles_of(sightline: np.ndarray, up: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """RADMC-3D's incl, phi and posang in degrees of views whose +y is `up`.

    Parameters
    ----------
    sightline, up
        Unit vectors at right angles, shape (..., 3).
    """
    sightline, up = np.asarray(sightline, dtype=float), np.asarray(up, dtype=float)
    across = np.hypot(sightline[..., 0], sightline[..., 1])
    # arctan2 keeps the digits near the poles that arccos loses.
    incl = np.arctan2(across, sightline[..., 2])
    phi = np.where(across > POLE_TOLERANCE, np.arctan2(-sightline[..., 0], -sightline[..., 1]), 0.0)
    e_x, e_y = axes_without_posang(incl, phi)
    posang = np.arctan2((up * e_x).sum(axis=-1), (up * e_y).sum(axis=-1))
    return np.degrees(incl), np.degrees(phi), np.degrees(posang)


def axes_of(incl: np.ndarray, phi: np.ndarray, posang: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """n_obs and the image's +x and +y in model coordinates, each of shape (..., 3), of RADMC-3D's angles in degrees."""
    incl, phi, posang = (np.radians(np.asarray(angle, dtype=float)) for angle in (incl, phi, posang))
    n_obs = np.stack([-np.sin(incl) * np.sin(phi), -np.sin(incl) * np.cos(phi), np.cos(incl)], axis=-1)
    e_x, e_y = axes_without_posang(incl, phi)
    cosine, sine = np.cos(posang)[..., None], np.sin(posang)[..., None]
    return n_obs, cosine * e_x - sine * e_y, sine * e_x + cosine * e_y


def axes_without_posang(incl: np.ndarray, phi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """e_x and e_y of RADMC-3D's camera at posang 0, angles in radians."""
    e_x = np.stack([np.cos(phi), -np.sin(phi), np.zeros_like(phi)], axis=-1)
    e_y = np.stack([np.cos(incl) * np.sin(phi), np.cos(incl) * np.cos(phi), np.sin(incl)], axis=-1)
    return e_x, e_y
