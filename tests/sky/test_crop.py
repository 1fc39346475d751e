"""The crop of moment 1: where it lies, how it is turned, and the largest that is filled well enough."""

import numpy as np
import pytest

from simanalogues.errors import ConfigError, ObservationInvalid
from simanalogues.sky.crop import Crop, centre_au, crop_of, resampled, velocity_limit, widest_au

PIXEL_AU = 10.0
SETTINGS = {"centre": "midpoint", "width_au": None, "max_empty": 0.1, "rotation_deg": 0.0}


def plane(n: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the pixels of a frame in AU, y upward, shape (n, n) each."""
    along = (np.arange(n) - (n - 1) / 2) * PIXEL_AU
    return np.meshgrid(along, along)


def crop_with(present: np.ndarray, **changes) -> Crop:
    """The crop of a frame whose stars are 200 AU apart."""
    return crop_of(SETTINGS | changes, present, pixel_au=PIXEL_AU, separation_au=200.0)


def disk(n: int, radius_au: float, x_au: float = 0.0, y_au: float = 0.0) -> np.ndarray:
    """Pixels within a radius."""
    x, y = plane(n)
    return np.hypot(x - x_au, y - y_au) <= radius_au


def empty_part(present: np.ndarray, n_wide: int, x_pixels: float, y_pixels: float) -> float:
    """Empty part of an upright square by area: every pixel counts by how much of it the square holds."""
    edges = np.arange(len(present) + 1) - len(present) / 2
    shares = [
        np.clip(np.minimum(edges[1:], middle + n_wide / 2) - np.maximum(edges[:-1], middle - n_wide / 2), 0, 1)
        for middle in (y_pixels, x_pixels)
    ]
    return float((np.outer(*shares) * ~present).sum()) / n_wide**2


@pytest.mark.parametrize("n", [60, 61])
@pytest.mark.parametrize("max_empty", [0.0, 0.1, 0.35])
@pytest.mark.parametrize("centre_pixels", [(0.0, 0.0), (5.0, -7.0)])
def test_the_automatic_crop_is_the_largest_with_at_most_so_much_of_it_empty(n, max_empty, centre_pixels):
    x_pixels, y_pixels = centre_pixels
    present = disk(n, 210.0, 30.0, -40.0) & (np.random.default_rng(1).random((n, n)) > 0.02)
    present |= disk(n, 60.0, 10 * x_pixels, 10 * y_pixels)
    crop = crop_with(present, centre=[10 * x_pixels, 10 * y_pixels], max_empty=max_empty)
    widest = n - 2 * int(max(abs(x_pixels), abs(y_pixels)))
    fits = [w for w in range(8, widest + 1) if empty_part(present, w, x_pixels, y_pixels) <= max_empty]
    assert (crop.x_au, crop.y_au, crop.rotation_deg) == (10 * x_pixels, 10 * y_pixels, 0.0)
    assert crop.width_au == pytest.approx(10 * max(fits), rel=1e-12)


@pytest.mark.parametrize(("n", "pixel_au"), [(57, 1400 / 57), (31, 3000 / 31), (224, 2000 / 224)])
def test_a_full_frame_is_its_own_crop(n, pixel_au):
    crop = crop_of(SETTINGS, np.ones((n, n), dtype=bool), pixel_au=pixel_au, separation_au=200.0)
    assert crop == Crop(0.0, 0.0, pytest.approx(n * pixel_au, rel=1e-12), 0.0)


def test_a_mirrored_map_has_a_crop_of_the_same_width():
    present = disk(60, 200.0, 45.0, 30.0)
    widths = [crop_with(turned).width_au for turned in (present, present[:, ::-1], present[::-1], present.T)]
    assert len(set(widths)) == 1


def test_a_turned_crop_follows_what_it_is_turned_to():
    x, y = plane(80)
    u, v = (x + y) / np.sqrt(2), (y - x) / np.sqrt(2)
    diamond = (np.abs(u) <= 200) & (np.abs(v) <= 200)
    assert crop_with(diamond, rotation_deg=45.0, max_empty=0.02).width_au == pytest.approx(400.0, abs=2 * PIXEL_AU)
    # Upright, the square that fits into it has a diagonal of 400 AU.
    assert crop_with(diamond, max_empty=0.0).width_au == pytest.approx(400 / np.sqrt(2), abs=2 * PIXEL_AU)


@pytest.mark.parametrize(
    ("centre", "place"),
    [("midpoint", (0, 0)), ("primary", (0, 100)), ("secondary", (0, -100)), ([30, -4.5], (30, -4.5))],
)
def test_the_primary_is_above_the_midpoint_and_the_secondary_below(centre, place):
    assert centre_au(centre, 200.0) == place
    crop = crop_with(np.ones((60, 60), dtype=bool), centre=centre, width_au=120)
    assert crop == Crop(*place, 120.0, 0.0)


def test_a_given_width_needs_no_filled_pixel():
    assert crop_with(np.zeros((60, 60), dtype=bool), width_au=300, rotation_deg=20.0) == Crop(0.0, 0.0, 300.0, 20.0)


def test_a_square_that_leaves_the_frame_is_refused():
    present = np.ones((60, 60), dtype=bool)
    assert crop_with(present, width_au=600.0).width_au == 600.0
    with pytest.raises(ConfigError, match=r"600.1 AU wide about \(0, 0\) AU leaves the frame.*600 AU fit.*`width_au`"):
        crop_with(present, width_au=600.1)
    with pytest.raises(ConfigError, match=r"about \(0, 100\) AU leaves the frame, in which 400 AU fit there"):
        crop_with(present, width_au=401, centre="primary")
    with pytest.raises(ConfigError, match="in which 424 AU fit"):
        crop_with(present, width_au=425, rotation_deg=45.0)
    with pytest.raises(ConfigError, match=r"about \(0, 400\) AU leaves the frame, in which 0 AU fit"):
        crop_with(present, width_au=10, centre=[0, 400])


def test_a_map_that_is_too_empty_about_the_centre_is_refused():
    hole = ~disk(60, 250.0)
    with pytest.raises(
        ObservationInvalid, match=r"no square of 8 pixels or more about \(0, 0\) AU.*at most 10 % of it"
    ):
        crop_with(hole)
    with pytest.raises(ObservationInvalid, match=r"about \(0, 400\) AU.*100.0 % of the frame.*another `centre`"):
        crop_with(np.ones((60, 60), dtype=bool), centre=[0, 400])


@pytest.mark.parametrize("rotation_deg", [0.0, 17.0, 45.0, 90.0, 135.0, 200.0, -30.0])
@pytest.mark.parametrize("place", [(0.0, 0.0), (70.0, -40.0)])
def test_the_widest_square_touches_the_frame(rotation_deg, place):
    crop = Crop(*place, widest_au(*place, rotation_deg, field_au=600.0), rotation_deg)
    assert np.abs(crop.corners_au()).max() == pytest.approx(300.0, rel=1e-12)


def test_outside_the_frame_no_square_fits():
    assert widest_au(0.0, 301.0, 0.0, field_au=600.0) == 0.0


def test_corners_go_counter_clockwise_from_the_lower_left():
    np.testing.assert_allclose(Crop(10, 20, 4, 0).corners_au(), [[8, 18], [12, 18], [12, 22], [8, 22]])
    x, y = Crop(10, 20, 4, 33.0).corners_au().T
    signed_area = 0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))
    assert signed_area == pytest.approx(16.0)


def test_a_turn_is_counter_clockwise():
    # The lower left corner of a square turned by 90 degrees comes to the lower right.
    np.testing.assert_allclose(Crop(0, 0, 4, 90.0).corners_au()[0], [2, -2], atol=1e-12)


@pytest.mark.parametrize("rotation_deg", [0.0, 33.0, 90.0, -120.0])
def test_pixels_tile_the_square_between_its_corners(rotation_deg):
    crop = Crop(15.0, -20.0, 120.0, rotation_deg)
    x, y = crop.places_au(6)
    lower_left, lower_right, _, upper_left = crop.corners_au()
    along, up = (lower_right - lower_left) / 6, (upper_left - lower_left) / 6
    for row, column in [(0, 0), (0, 5), (5, 0), (3, 2)]:
        expected = lower_left + (column + 0.5) * along + (row + 0.5) * up
        np.testing.assert_allclose([x[row, column], y[row, column]], expected, atol=1e-10)


@pytest.mark.parametrize("rotation_deg", [0.0, 30.0, 90.0, -57.0])
@pytest.mark.parametrize("order", [1, 3])
def test_a_linear_map_is_resampled_exactly_in_the_turned_square(rotation_deg, order):
    x, y = plane(60)
    crop = Crop(25.0, -35.0, 200.0, rotation_deg)
    seen = resampled(3 + 0.02 * x - 0.05 * y, crop, pixel_au=PIXEL_AU, n_pixels=40, order=order)
    turn = np.deg2rad(rotation_deg)
    u, v = np.meshgrid(*2 * [(np.arange(40) - 19.5) * 5.0])
    expected = (
        3 + 0.02 * (25 + np.cos(turn) * u - np.sin(turn) * v) - 0.05 * (-35 + np.sin(turn) * u + np.cos(turn) * v)
    )
    # The spline's mirrored border reaches inward by 0.27 per pixel.
    np.testing.assert_allclose(seen, expected, atol=1e-4)


def test_what_a_crop_turned_counter_clockwise_shows_is_turned_clockwise():
    x, y = plane(61)
    spot_above = np.exp(-0.5 * (x**2 + (y - 100) ** 2) / 30**2)
    seen = resampled(spot_above, Crop(0, 0, 400.0, 90.0), pixel_au=PIXEL_AU, n_pixels=40)
    row, column = np.unravel_index(seen.argmax(), seen.shape)
    # From above to the right, 100 of 400 AU from the middle.
    assert (row, column) in {(19, 29), (19, 30), (20, 29), (20, 30)}


def test_the_whole_frame_is_resampled_onto_itself():
    values = np.random.default_rng(2).random((24, 24))
    crop = Crop(0.0, 0.0, 240.0, 0.0)
    for order in (0, 1, 3):
        np.testing.assert_allclose(
            resampled(values, crop, pixel_au=PIXEL_AU, n_pixels=24, order=order), values, atol=1e-12
        )


def test_the_velocity_limit_is_the_largest_speed_present_in_the_crop():
    moment1 = np.full((60, 60), 0.5)
    moment1[30, 32], moment1[31, 28], moment1[2, 2] = -2.25, 1.75, 9.0
    present = np.ones((60, 60), dtype=bool)
    crop = Crop(0.0, 0.0, 200.0, 0.0)
    assert velocity_limit(moment1, present, crop, pixel_au=PIXEL_AU) == 2.25
    present[30, 32] = False
    assert velocity_limit(moment1, present, crop, pixel_au=PIXEL_AU) == 1.75
    moment1[30, 32] = np.nan
    assert velocity_limit(moment1, present, crop, pixel_au=PIXEL_AU) == 1.75


def test_without_a_speed_the_velocity_limit_is_1_kms():
    crop = Crop(0.0, 0.0, 200.0, 0.0)
    nowhere, everywhere = np.zeros((60, 60), dtype=bool), np.ones((60, 60), dtype=bool)
    assert velocity_limit(np.full((60, 60), np.nan), nowhere, crop, pixel_au=PIXEL_AU) == 1.0
    assert velocity_limit(np.zeros((60, 60)), everywhere, crop, pixel_au=PIXEL_AU) == 1.0
