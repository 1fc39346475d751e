import numpy as np
import pytest

from simanalogues.transfer.camera import angles_of
from simanalogues.views.cone import cone_of_sightlines, reference_axis, up_vectors
from simanalogues.views.place import directions

SEPARATIONS = [np.array([0.0, 0.0, 300.0]), np.array([120.0, -250.0, 33.0]), np.array([-700.0, 1.0, 1e-3])]
EIGHT = 2 * np.pi * np.arange(8) / 8


def seen(separation, sightlines):
    return np.linalg.norm(np.cross(sightlines, separation), axis=-1)


@pytest.mark.parametrize("separation", SEPARATIONS)
@pytest.mark.parametrize("nappe", [1, -1])
@pytest.mark.parametrize("fraction", [1e-3, 0.5, 1 - 1e-12, 1.0])
def test_every_sightline_shows_the_observed_separation(separation, nappe, fraction):
    s = fraction * np.linalg.norm(separation)
    axis = reference_axis(separation, np.array([3.0, 2.0, 1.0]))
    sightlines = cone_of_sightlines(separation, axis, projected_separation=s, azimuths_rad=EIGHT, nappe=nappe)
    np.testing.assert_allclose(seen(separation, sightlines), s, rtol=1e-10)
    np.testing.assert_allclose(np.linalg.norm(sightlines, axis=1), 1, rtol=1e-12)


def test_the_first_nappe_has_the_primary_nearer_to_the_observer():
    for nappe in (1, -1):
        sightlines = cone_of_sightlines(
            SEPARATIONS[1],
            reference_axis(SEPARATIONS[1], np.ones(3)),
            projected_separation=100,
            azimuths_rad=EIGHT,
            nappe=nappe,
        )
        assert (np.sign(sightlines @ SEPARATIONS[1]) == nappe).all()


def test_azimuth_starts_at_the_angular_momentum_and_runs_right_handed():
    separation, momentum = np.array([0.0, 0.0, 2.0]), np.array([5.0, 0.0, 1.0])
    axis = reference_axis(separation, momentum)
    sightlines = cone_of_sightlines(separation, axis, projected_separation=1.0, azimuths_rad=EIGHT)
    np.testing.assert_allclose(sightlines[0], [0.5, 0, np.sqrt(0.75)], atol=1e-15)
    np.testing.assert_allclose(sightlines[2], [0, 0.5, np.sqrt(0.75)], atol=1e-15)


def test_a_radial_orbit_takes_a_fixed_axis():
    np.testing.assert_allclose(reference_axis(np.array([1.0, 0, 0]), np.zeros(3)), [0, 0, 1])
    np.testing.assert_allclose(reference_axis(np.array([0, 0, 4.0]), np.array([0, 0, 1e-9])), [1, 0, 0])


@pytest.mark.parametrize("separation", SEPARATIONS)
def test_the_primary_is_straight_above_the_secondary_in_radmc3ds_camera(separation):
    axis = reference_axis(separation, np.ones(3))
    sightlines = cone_of_sightlines(separation, axis, projected_separation=77.0, azimuths_rad=EIGHT)
    ups = up_vectors(separation, sightlines)
    inclination, phi, posang = angles_of(sightlines, ups)
    # FORMATS.md: e_x and e_y before posang, then the object turned counter-clockwise by posang.
    i, p, a = np.deg2rad([inclination, phi, posang])
    e_x = np.stack([np.cos(p), -np.sin(p), 0 * p], -1)
    e_y = np.stack([np.cos(i) * np.sin(p), np.cos(i) * np.cos(p), np.sin(i)], -1)
    x, y = e_x @ separation, e_y @ separation
    np.testing.assert_allclose(np.cos(a) * x - np.sin(a) * y, 0, atol=1e-9)
    np.testing.assert_allclose(np.sin(a) * x + np.cos(a) * y, 77.0, rtol=1e-10)


def test_both_nappes_double_the_views():
    azimuths, nappes = directions({"n_views": 4, "both_nappes": True})
    np.testing.assert_allclose(np.rad2deg(azimuths), [0, 90, 180, 270] * 2)
    assert nappes.tolist() == [1] * 4 + [-1] * 4
    assert directions({"n_views": 8, "both_nappes": False})[1].tolist() == [1] * 8
