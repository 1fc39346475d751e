"""The square of the frame that networks see of moment 1 (paper section 3.1): turned, cut, and resampled.

Places are in AU from the midpoint of the stars, x to the right and y upward; arrays are (y, x), y upward.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from simanalogues.errors import ConfigError, ObservationInvalid

NARROWEST_PIXELS = 8
# Samples along a pixel: with one, a square that is half a pixel off the frame's would favour one side of each pixel.
SAMPLES_PER_PIXEL = 2


@dataclass(frozen=True)
class Crop:
    """A square about (x_au, y_au), `width_au` wide, turned counter-clockwise by `rotation_deg`."""

    x_au: float
    y_au: float
    width_au: float
    rotation_deg: float

    def places_au(self, n_pixels: int) -> tuple[np.ndarray, np.ndarray]:
        """x and y of the centres of n x n pixels that tile the square, each of shape (n, n)."""
        along = ((np.arange(n_pixels) + 0.5) / n_pixels - 0.5) * self.width_au
        u, v = np.meshgrid(along, along)
        cosine, sine = np.cos(np.deg2rad(self.rotation_deg)), np.sin(np.deg2rad(self.rotation_deg))
        return self.x_au + cosine * u - sine * v, self.y_au + sine * u + cosine * v

    def corners_au(self) -> np.ndarray:
        """The four corners, counter-clockwise, shape (4, 2) in the order (x, y)."""
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * self.width_au / 2
        cosine, sine = np.cos(np.deg2rad(self.rotation_deg)), np.sin(np.deg2rad(self.rotation_deg))
        return corners @ np.array([[cosine, sine], [-sine, cosine]]) + (self.x_au, self.y_au)


def resampled(values: np.ndarray, crop: Crop, *, pixel_au: float, n_pixels: int, order: int = 3) -> np.ndarray:
    """A map of the frame on n x n pixels of the crop, by a spline.

    Parameters
    ----------
    values
        Shape (y, x), no NaN, any unit.
    order
        Of the spline; 0 is the nearest pixel.
    """
    x_au, y_au = crop.places_au(n_pixels)
    middle_y, middle_x = (np.array(values.shape) - 1) / 2
    places = np.stack([y_au / pixel_au + middle_y, x_au / pixel_au + middle_x])
    return ndimage.map_coordinates(np.asarray(values, dtype=float), places, order=order, mode="nearest")


def crop_of(settings: Mapping, present: np.ndarray, *, pixel_au: float, separation_au: float) -> Crop:
    """The crop that a tracer's config asks for.

    Parameters
    ----------
    settings
        The `crop` block: `centre`, `width_au` (None for the largest square with at most `max_empty` of it empty),
        `max_empty`, `rotation_deg`.
    present
        Where the observed moment 1 has a value, shape (y, x), bool.
    pixel_au, separation_au
        Width of a pixel, and the projected separation: the stars are half of it above and below the midpoint.

    Raises
    ------
    ConfigError
        The square does not lie in the frame.
    ObservationInvalid
        No square about the centre is filled well enough.
    """
    x_au, y_au = centre_au(settings["centre"], separation_au)
    room_au = widest_au(x_au, y_au, settings["rotation_deg"], field_au=pixel_au * min(present.shape))
    if settings["width_au"] is not None:
        if settings["width_au"] > room_au * (1 + 1e-9):
            raise ConfigError(
                f"crop: a square {settings['width_au']:g} AU wide about ({x_au:g}, {y_au:g}) AU leaves the frame, in "
                f"which {room_au:.0f} AU fit there: make `width_au` smaller, or `field_au` larger"
            )
        return Crop(x_au, y_au, float(settings["width_au"]), settings["rotation_deg"])
    for n_pixels in range(int(room_au / pixel_au + 1e-6), NARROWEST_PIXELS - 1, -1):
        crop = Crop(x_au, y_au, n_pixels * pixel_au, settings["rotation_deg"])
        n_samples = SAMPLES_PER_PIXEL * n_pixels
        filled = resampled(present, crop, pixel_au=pixel_au, n_pixels=n_samples, order=0)
        if 1 - filled.mean() <= settings["max_empty"]:
            return crop
    raise ObservationInvalid(
        f"crop: no square of {NARROWEST_PIXELS} pixels or more about ({x_au:g}, {y_au:g}) AU has at most "
        f"{100 * settings['max_empty']:g} % of it empty: {100 * present.mean():.1f} % of the frame has a moment 1. "
        "Lower `n_sigma`, raise `max_empty`, give another `centre`, or a `width_au`"
    )


def centre_au(centre: str | list[float], separation_au: float) -> tuple[float, float]:
    """Where the crop is centred: `midpoint`, `primary` (above), `secondary` (below), or [x, y]."""
    if isinstance(centre, str):
        return 0.0, {"midpoint": 0.0, "primary": separation_au / 2, "secondary": -separation_au / 2}[centre]
    return float(centre[0]), float(centre[1])


def widest_au(x_au: float, y_au: float, rotation_deg: float, *, field_au: float) -> float:
    """Width of the largest square about a point, turned so, inside the frame; 0 for a point outside."""
    room = field_au / 2 - max(abs(x_au), abs(y_au))
    turn = np.deg2rad(rotation_deg)
    return max(2 * room / (abs(np.cos(turn)) + abs(np.sin(turn))), 0.0)


def velocity_limit(moment1: np.ndarray, present: np.ndarray, crop: Crop, *, pixel_au: float) -> float:
    """The largest speed of a moment 1 (km/s) where it is present in the crop: the end of its grey and colour scales."""
    n_samples = SAMPLES_PER_PIXEL * max(int(round(crop.width_au / pixel_au)), 1)
    place = {"pixel_au": pixel_au, "n_pixels": n_samples, "order": 0}
    inside = resampled(present, crop, **place) > 0.5
    speeds = np.abs(resampled(np.where(present, moment1, 0.0), crop, **place))[inside]
    return float(speeds.max(initial=0.0)) or 1.0
