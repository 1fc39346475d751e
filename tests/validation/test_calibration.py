import json

import numpy as np
import pytest
from recoveries_made import recovery_of, written
from scipy.stats import norm

from simanalogues.scoring.weighted import recalibrated
from simanalogues.validation.calibration import (
    ALL_LEVELS,
    recalibrated_levels,
    weights_of_outputs,
    write_calibration,
)


def calibration_of(folder, pit, **attrs):
    write_calibration(written(folder, a=recovery_of(0.5, pit=pit, **attrs)), destination=folder / "c.json")
    return json.loads((folder / "c.json").read_text())[0]


def too_narrow(n=120, width=0.4, seed=1):
    """PIT values of estimates whose width is a part of what it should be, shape (n, 1, 1)."""
    return norm.cdf(norm.rvs(size=n, random_state=np.random.default_rng(seed)) / width)[:, None, None]


def test_uniform_pit_values_change_no_level():
    levels = recalibrated_levels((np.arange(1000) + 0.5) / 1000, np.ones(1000))
    np.testing.assert_allclose(list(levels.values()), ALL_LEVELS, atol=1e-3)


def test_levels_of_narrow_estimates_move_outwards_to_where_truths_lie():
    levels = recalibrated_levels(too_narrow(20_000)[:, 0, 0], np.ones(20_000))
    expected = norm.cdf(norm.ppf(ALL_LEVELS) / 0.4)
    np.testing.assert_allclose(list(levels.values()), expected, atol=0.01)


def test_a_recalibrated_estimate_has_the_width_that_it_should_have():
    levels = recalibrated_levels(too_narrow(20_000)[:, 0, 0], np.ones(20_000))
    sample = norm.ppf((np.arange(20_000) + 0.5) / 20_000) * 0.4
    quantiles = recalibrated(sample, np.ones(20_000), levels)
    assert quantiles[0.84] - quantiles[0.16] == pytest.approx(2 * norm.ppf(0.84), rel=0.03)
    assert quantiles[0.5] == pytest.approx(0, abs=0.02)


def test_coverage_is_mended_on_simulations_that_it_was_not_fitted_on(tmp_path):
    entry = calibration_of(tmp_path, too_narrow())
    assert entry["coverage"]["68"] == pytest.approx(norm.cdf(0.4) * 2 - 1, abs=0.12)
    for name, expected in (("50", 0.5), ("68", 0.68), ("90", 0.9)):
        assert entry["recalibrated_coverage"][name] == pytest.approx(expected, abs=0.12)
    assert entry["levels"]["0.16"] < 0.05 and entry["network"] == "VGG16" and entry["parameter"] == "mass_msun"


def test_levels_are_not_fitted_where_they_are_tested(tmp_path):
    # One simulation is far too low and the others are far too high: the others' levels hold none of it.
    pit = np.full((120, 1, 1), 0.99)
    pit[:30] = 0.01
    entry = calibration_of(tmp_path, pit, simulations="ABCD")
    held = entry["recalibrated_coverage"]
    assert held["50"] == pytest.approx(0.75) and entry["coverage"]["90"] == 0


def test_two_simulations_cannot_test_a_recalibration(tmp_path):
    entry = calibration_of(tmp_path, 0.5, simulations="AB")
    assert entry["levels"] == entry["recalibrated_coverage"] == "not testable"
    assert "2 simulations have PIT values, a recalibration takes 3" in entry["reason"]


def test_every_output_counts_alike_and_what_is_not_known_does_not():
    weights = weights_of_outputs(np.array(["A/1", "A/1", "A/2", "A/2"]), np.array([True, True, True, False]))
    assert weights.tolist() == [0.5, 0.5, 1.0, 0.0]
    assert recalibrated_levels(np.array([0.2, np.nan]), np.ones(2))[0.95] == 0.2
