import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gaussian_kde

from simanalogues.tables.statistics import bandwidth, effective_number, reflected_density


def test_the_density_is_one_over_the_bound_and_nothing_below_it():
    values, weights = np.array([0.1, 0.2, 3.0]), np.array([1.0, 2.0, 1.0])
    options = {"width": 0.5, "lower": 0.0}
    mass = quad(lambda x: reflected_density(np.array([x]), values, weights, **options)[0], 0, 12, points=[0.1, 0.2, 3])[
        0
    ]
    assert mass == pytest.approx(1, rel=1e-6)
    assert reflected_density(np.array([-0.01]), values, weights, **options)[0] == 0


def test_far_from_the_bound_the_density_is_scipys():
    values, weights = np.array([50.0, 53.0, 58.0]), np.array([1.0, 2.0, 1.0])
    reference = gaussian_kde(values, weights=weights)
    at = np.linspace(40, 70, 7)
    density = reflected_density(at, values, weights, width=float(np.sqrt(reference.covariance.item())), lower=0.0)
    np.testing.assert_allclose(density, reference(at), rtol=1e-6)


def test_views_of_one_output_count_once():
    weights = np.ones(6)
    assert effective_number(weights, np.array(["A/1"] * 6)) == pytest.approx(1)
    assert effective_number(weights, np.array(["A/1", "A/2", "A/3"] * 2)) == pytest.approx(3)


def test_more_effective_outputs_make_a_narrower_kernel():
    values, weights = np.arange(9.0), np.ones(9)
    narrow, wide = (bandwidth(values, weights, n, least=1e-3) for n in (32.0, 1.0))
    assert narrow / wide == pytest.approx(0.5)
    assert bandwidth(np.ones(3), np.ones(3), 1.0, least=0.2) == 0.2
