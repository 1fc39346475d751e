"""The cone of observers that see two stars at the observed separation.

d = r_primary - r_secondary, n = unit vector towards the observer: sin(angle(n, d)) = s / |d|. Azimuths start at the
orbital angular momentum and run right-handed about d. On the nappe +1 the primary is the nearer star (n . d > 0).
"""

import numpy as np

# An orbit this close to radial (sine of the angle between separation and relative velocity) has no useful axis.
RADIAL_ORBIT = 1e-6


def reference_axis(separation: np.ndarray, angular_momentum: np.ndarray) -> np.ndarray:
    """Unit vector perpendicular to the separation, at azimuth 0.

    The angular momentum's direction; where it is zero, the box's z axis, or x where the pair is within 1e-6 of z.
    """
    along = separation / np.linalg.norm(separation)
    for axis in (angular_momentum, np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])):
        length = np.linalg.norm(axis)
        perpendicular = axis - np.dot(axis, along) * along
        if length > 0 and np.linalg.norm(perpendicular) > RADIAL_ORBIT * length:
            return perpendicular / np.linalg.norm(perpendicular)
    raise AssertionError("x and z cannot both be parallel to one vector")


def cone_of_sightlines(
    separation: np.ndarray, axis: np.ndarray, *, projected_separation: float, azimuths_rad: np.ndarray, nappe: int = 1
) -> np.ndarray:
    """Unit vectors to the observers on one nappe (paper section 2.2, Fig. 2).

    Parameters
    ----------
    separation
        Vector from secondary to primary, shape (3,), in the unit of `projected_separation`.
    axis
        Unit vector perpendicular to it, at azimuth 0.
    azimuths_rad
        Shape (n_views,).
    nappe
        +1: the primary is nearer to the observer; -1: the secondary.

    Returns
    -------
    Shape (n_views, 3).
    """
    length = np.linalg.norm(separation)
    along = separation / length
    sine = projected_separation / length
    cosine = nappe * np.sqrt((1 - sine) * (1 + sine))
    around = np.cos(azimuths_rad)[:, None] * axis + np.sin(azimuths_rad)[:, None] * np.cross(along, axis)
    return cosine * along + sine * around


def up_vectors(separation: np.ndarray, sightlines: np.ndarray) -> np.ndarray:
    """Image +y of each view: the separation, projected onto the sky, as unit vectors of shape (n_views, 3).

    Two cross products instead of a difference, so that a nearly end-on pair loses no digits.
    """
    projected = np.cross(sightlines, np.cross(separation, sightlines))
    return projected / np.linalg.norm(projected, axis=-1, keepdims=True)
