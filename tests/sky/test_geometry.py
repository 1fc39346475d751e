"""The two stars on the sky."""

import numpy as np
import pytest

from simanalogues.errors import ConfigError
from simanalogues.sky.geometry import pair_of_target, pair_on_sky, sky_position

IRAS16293_A = ["16h32m22.871s", "-24d28m36.78s"]
IRAS16293_B = ["16h32m22.607s", "-24d28m32.64s"]


def test_iras16293_is_774_au_wide():
    pair = pair_on_sky(IRAS16293_A, IRAS16293_B, 141.0)
    np.testing.assert_allclose(pair.separation_arcsec, 5.49, atol=0.005)
    np.testing.assert_allclose(pair.separation_au, 774.0, atol=0.5)


def test_iras16293_a_lies_south_east_of_b():
    pair = pair_on_sky(IRAS16293_A, IRAS16293_B, 141.0)
    east = (22.871 - 22.607) * 15 * np.cos(np.deg2rad(-24.4763))
    north = -36.78 + 32.64
    np.testing.assert_allclose(pair.position_angle_deg, np.rad2deg(np.arctan2(east, north)), atol=1e-3)


def test_the_centre_is_half_way():
    centre = pair_on_sky([10.0, 20.0], [10.001, 20.002], 100.0).centre
    np.testing.assert_allclose([centre.ra.deg, centre.dec.deg], [10.0005, 20.001], atol=1e-8)


def test_the_centre_of_a_pair_across_0_h_lies_between_them():
    pair = pair_on_sky([0.0005, 0.0], [359.9995, 0.0], 100.0)
    np.testing.assert_allclose(pair.separation_arcsec, 3.6, rtol=1e-9)
    np.testing.assert_allclose(np.cos(pair.centre.ra.rad), 1.0)
    np.testing.assert_allclose(pair.position_angle_deg, 90.0)


@pytest.mark.parametrize(
    "written",
    [
        ["16h32m22.871s", "-24d28m36.78s"],
        ["16:32:22.871", "-24:28:36.78"],
        ["16 32 22.871", "-24 28 36.78"],
        [248.09529583333333, -24.476883333333333],
        ["248.09529583333333", "-24.476883333333333"],
        ["248.09529583333333d", "-24.476883333333333d"],
    ],
)
def test_positions_are_read_in_every_usual_notation(written):
    place = sky_position(written, "primary")
    np.testing.assert_allclose([place.ra.deg, place.dec.deg], [248.0952958333, -24.4768833333], atol=1e-9)


@pytest.mark.parametrize(
    "written",
    ["16h32m22.871s -24d28m36.78s", [1.0], ["north", "south"], [10.0, 95.0], [float("nan"), 0.0], [None, 1.0]],
)
def test_what_is_no_position_is_refused_with_an_example(written):
    with pytest.raises(ConfigError, match=r"position of the primary is .*16h32m22\.871s"):
        sky_position(written, "primary")


def test_two_stars_at_one_place_are_refused():
    with pytest.raises(ConfigError, match="both at"):
        pair_on_sky([10.0, 20.0], [10.0, 20.0], 100.0)


def test_a_distance_that_is_not_positive_is_refused():
    with pytest.raises(ConfigError, match="distance_pc is 0"):
        pair_of_target({"primary": [10.0, 20.0], "secondary": [10.0, 20.1], "distance_pc": 0})
