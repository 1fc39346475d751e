import numpy as np
import pytest

from simanalogues.scoring.weighted import percentile_of, weighted_quantile

LEVELS = np.array([0.05, 0.16, 0.25, 0.5, 0.75, 0.84, 0.95])


@pytest.mark.parametrize("seed", range(5))
def test_weighted_quantiles_are_those_of_repeated_values(seed):
    rng = np.random.default_rng(seed)
    values, counts = rng.normal(size=23), rng.integers(0, 6, 23)
    expected = np.quantile(np.repeat(values, counts), LEVELS, method="averaged_inverted_cdf")
    np.testing.assert_allclose(weighted_quantile(values, counts.astype(float), LEVELS), expected, rtol=1e-12)


def test_quantiles_of_nothing_are_nan():
    assert np.isnan(weighted_quantile(np.array([1.0]), np.array([0.0]), LEVELS)).all()


def test_the_percentile_counts_ties_half():
    assert percentile_of(2.0, np.array([1.0, 2.0, 3.0]), np.ones(3)) == pytest.approx(50)
    assert percentile_of(0.0, np.array([1.0]), np.ones(1)) == 0
