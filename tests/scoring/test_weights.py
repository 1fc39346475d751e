import numpy as np
import pytest

from simanalogues.scoring.weights import image_weights, probability_of_separation


def test_a_wide_pair_is_seen_at_this_separation_less_often():
    # DECISIONS: 11 times likelier at 746 than at 1646 AU for s = 688.
    near, far = probability_of_separation(np.array([746.0, 1646.0]), 688.0, 1e-3)
    assert near / far == pytest.approx(11, abs=0.5)


def test_the_probability_is_that_of_random_sightlines():
    rng = np.random.default_rng(1)
    sine = np.sqrt(1 - rng.uniform(-1, 1, 400_000) ** 2)
    for distance in (200.0, 205.0, 500.0):
        seen = np.mean(np.abs(distance * sine - 200.0) < 10.0)
        assert probability_of_separation(np.array(distance), 200.0, 10.0) == pytest.approx(seen, abs=3e-3)


def test_a_pair_that_is_too_close_is_never_seen_so_wide():
    assert probability_of_separation(np.array(100.0), 200.0, 10.0) == 0


def test_weights_sum_to_one_and_share_as_the_scheme_says():
    simulation, raw = np.array(["A", "A", "A", "B"]), np.array([1.0, 2.0, 3.0, 2.0])
    equal, time, none = (image_weights(simulation, raw, scheme) for scheme in ("equal", "time", "none"))
    np.testing.assert_allclose(equal, [1 / 12, 2 / 12, 3 / 12, 0.5])
    np.testing.assert_allclose(time, raw / 8)
    np.testing.assert_allclose(none, 0.25)
