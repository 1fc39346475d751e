"""Sightlines and angles: RADMC-3D's formulas, there and back, at the poles too."""

import numpy as np
import pytest

from simanalogues.transfer.camera import angles_of, axes_of, camera_of


def random_views(n, seed=3):
    rng = np.random.default_rng(seed)
    n_obs, other = rng.normal(size=(2, n, 3))
    n_obs /= np.linalg.norm(n_obs, axis=1)[:, None]
    up = np.cross(n_obs, other)
    return n_obs, up / np.linalg.norm(up, axis=1)[:, None]


def test_angles_give_the_vectors_back():
    n_obs, up = random_views(200)
    again, e_x, e_y = axes_of(*angles_of(n_obs, up))
    np.testing.assert_allclose(again, n_obs, atol=1e-14)
    np.testing.assert_allclose(e_y, up, atol=1e-14)
    np.testing.assert_allclose(e_x, np.cross(up, n_obs), atol=1e-14)


@pytest.mark.parametrize("pole", [1.0, -1.0])
def test_views_along_the_pole_have_angles(pole):
    angle = np.radians(33)
    n_obs, up = np.array([0.0, 0.0, pole]), np.array([np.sin(angle), np.cos(angle), 0.0])
    incl, phi, _ = angles_of(n_obs, up)
    assert phi == 0
    assert incl == (0 if pole > 0 else 180)
    _, _, e_y = axes_of(*angles_of(n_obs, up))
    np.testing.assert_allclose(e_y, up, atol=1e-15)


def test_a_view_very_near_the_pole_keeps_its_digits():
    tilt = 1e-9
    n_obs, up = np.array([np.sin(tilt), 0, np.cos(tilt)]), np.array([0.0, 1.0, 0.0])
    again, _, e_y = axes_of(*angles_of(n_obs, up))
    np.testing.assert_allclose(again, n_obs, rtol=1e-12, atol=1e-24)
    np.testing.assert_allclose(e_y, up, atol=1e-14)


def test_edge_on_from_minus_y_x_is_right_and_z_is_up():
    n_obs, e_x, e_y = axes_of(90.0, 0.0, 0.0)
    np.testing.assert_allclose(n_obs, [0, -1, 0], atol=1e-15)
    np.testing.assert_allclose(e_x, [1, 0, 0], atol=1e-15)
    np.testing.assert_allclose(e_y, [0, 0, 1], atol=1e-15)


def test_posang_turns_the_object_counter_clockwise():
    _, e_x, e_y = axes_of(0.0, 0.0, 30.0)
    object_at_x = np.array([1.0, 0.0, 0.0])
    np.testing.assert_allclose([object_at_x @ e_x, object_at_x @ e_y], [np.cos(np.pi / 6), 0.5], rtol=1e-12)


@pytest.mark.parametrize(
    ("n_obs", "up", "message"),
    [
        ([[0, 0, 2.0]], [[1, 0, 0]], "unit vectors at right angles"),
        ([[0, 0, 1.0]], [[0, 0, 1.0]], "unit vectors at right angles"),
        ([[0, 0, 1.0]], [[0, 1.0, 0], [1.0, 0, 0]], r"shape \(1, 3\), ups \(2, 3\)"),
    ],
)
def test_impossible_views_are_refused(n_obs, up, message):
    with pytest.raises(ValueError, match=message):
        camera_of(n_obs, up, n_pixels=4, field_au=10)
