import numpy as np
import pytest

from simanalogues.pseudo.draws import Share, draws_of, share_of

IDENTITY = {"simulation": "A", "seed": 1, "target": "T", "error_beams": 0.1}


@pytest.mark.parametrize(
    ("n_pseudo", "n_outputs", "expected"),
    [
        (250, 250, Share(1, 1)),
        (250, 60, Share(4, 1)),
        (250, 1000, Share(1, 4)),
        (250, 1001, Share(1, 8)),
        (1, 3, Share(1, 4)),
    ],
)
def test_pseudo_observations_are_spread_over_outputs(n_pseudo, n_outputs, expected):
    assert share_of(n_pseudo, n_outputs) == expected


def test_there_are_never_more_than_were_asked_for_and_more_than_a_quarter_of_that():
    for n_outputs in range(1, 600, 7):
        share = share_of(128, n_outputs)
        assert 128 / 4 < share.per_output * n_outputs / share.every <= 128


def test_every_view_is_seen_once_before_one_is_seen_again():
    draws = draws_of(24, 4, Share(8, 1), **IDENTITY)
    assert [draw.realisation for draw in draws] == [0] * 4 + [1] * 4
    assert sorted(draw.view for draw in draws[:4]) == sorted(draw.view for draw in draws[4:]) == [0, 1, 2, 3]


def test_more_of_an_output_leave_the_first_as_they_were():
    assert draws_of(24, 4, Share(4, 1), **IDENTITY) == draws_of(24, 4, Share(8, 1), **IDENTITY)[:4]


def test_one_output_in_so_many_is_drawn_and_doubling_keeps_a_part_of_them():
    drawn = {every: {n for n in range(4000) if draws_of(n, 2, Share(1, every), **IDENTITY)} for every in (4, 8)}
    assert len(drawn[4]) == pytest.approx(1000, abs=100)
    assert len(drawn[8]) == pytest.approx(500, abs=80)
    assert drawn[8] <= drawn[4]


def test_angles_are_uniform_and_errors_normal_in_both_directions():
    draws = [draw for n in range(2000) for draw in draws_of(n, 2, Share(1, 1), **IDENTITY)]
    angles = np.array([draw.position_angle_deg for draw in draws])
    assert abs(np.exp(1j * np.deg2rad(angles)).mean()) < 0.06
    errors = np.array([(draw.error_west_beams, draw.error_north_beams) for draw in draws])
    np.testing.assert_allclose(np.cov(errors.T), 0.01 * np.eye(2), atol=0.001)


def test_other_seeds_targets_and_simulations_have_other_draws():
    first = draws_of(24, 16, Share(4, 1), **IDENTITY)
    for change in ({"seed": 2}, {"target": "U"}, {"simulation": "B"}):
        assert draws_of(24, 16, Share(4, 1), **IDENTITY | change) != first
