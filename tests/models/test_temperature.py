"""The analytic dust temperature, and the model that has it."""

import numpy as np
import pytest
from scipy.integrate import quad

from simanalogues.models.build import ModelSettings, build_model
from simanalogues.models.cells import Cells
from simanalogues.models.stars import stars_of_luminosity
from simanalogues.models.temperature import analytic_temperature, planck_mean_opacity, planck_mean_power_law
from simanalogues.units import AU_CM, CODATA, LSUN_ERG_S, MSUN_G, RSUN_CM, SIGMA_SB_CGS, planck

BETA = 1.0


def stars_at(*positions_au, luminosity_lsun=4.0):
    n = len(positions_au)
    return stars_of_luminosity(
        np.array(positions_au) * AU_CM,
        np.full(n, MSUN_G),
        radius_cm=np.full(n, 3 * RSUN_CM),
        luminosity_erg_s=np.full(n, luminosity_lsun) * LSUN_ERG_S,
    )


def temperature_at(positions_au, stars, opacity, *, half_cell_au=1.0, background_k=0.0, sublimation_k=1e9):
    half_cell_cm = np.full(len(positions_au), half_cell_au * AU_CM)
    limits = {"background_k": background_k, "sublimation_k": sublimation_k}
    return analytic_temperature(np.array(positions_au) * AU_CM, half_cell_cm, stars, opacity, **limits)


def test_the_sun_has_its_effective_temperature():
    sun = stars_of_luminosity([[0, 0, 0]], [MSUN_G], radius_cm=[RSUN_CM], luminosity_erg_s=[LSUN_ERG_S])
    np.testing.assert_allclose(sun.temperature_k, 5772, atol=1)


def test_the_planck_mean_agrees_with_quadrature(opacity):
    def weighted(log_nu, power):
        nu = np.exp(log_nu)
        return planck(50.0, nu) * nu * (1000 * (CODATA.c * 1e4 / nu) ** -power)

    limits = np.log(CODATA.c * 1e4 / np.array([9e3, 0.2]))
    expected = 1000 * quad(weighted, *limits, args=(1.0,))[0] / quad(weighted, *limits, args=(0.0,))[0]
    np.testing.assert_allclose(planck_mean_opacity(opacity, 50.0), expected, rtol=1e-4)


def test_the_slope_of_the_planck_mean_is_that_of_the_opacity(opacity):
    np.testing.assert_allclose(planck_mean_power_law(opacity)[1], BETA, atol=1e-3)


def test_one_star_gives_a_power_law_of_distance(opacity):
    temperature = temperature_at([[10, 0, 0], [0, 100, 0], [0, 0, 1000]], stars_at([0, 0, 0]), opacity)
    slope = np.diff(np.log10(temperature))
    np.testing.assert_allclose(slope, -2 / (4 + BETA), atol=1e-3)


def test_a_grain_emits_what_it_absorbs(opacity):
    star = stars_at([0, 0, 0])
    temperature = temperature_at([[300, 0, 0]], star, opacity)
    flux = star.luminosity_erg_s / (4 * np.pi * (300 * AU_CM) ** 2)
    absorbed = planck_mean_opacity(opacity, star.temperature_k) * flux
    emitted = 4 * SIGMA_SB_CGS * planck_mean_opacity(opacity, temperature) * temperature**4
    np.testing.assert_allclose(emitted, absorbed, rtol=1e-3)


def test_two_equal_stars_are_one_of_twice_the_luminosity_to_a_cell_between_them(opacity):
    pair = temperature_at([[0, 200, 0]], stars_at([50, 0, 0], [-50, 0, 0]), opacity)
    distance = np.hypot(200, 50)
    single = temperature_at([[distance, 0, 0]], stars_at([0, 0, 0]), opacity)
    np.testing.assert_allclose(pair, single * 2 ** (1 / (4 + BETA)), rtol=1e-3)


def test_far_from_the_stars_the_background_stays(opacity):
    far = temperature_at([[1e9, 0, 0]], stars_at([0, 0, 0]), opacity, background_k=12.0)
    np.testing.assert_allclose(far, 12.0, rtol=1e-4)


def test_dust_is_never_hotter_than_sublimation(opacity):
    near = temperature_at([[0.01, 0, 0]], stars_at([0, 0, 0]), opacity, half_cell_au=0.01, sublimation_k=1500.0)
    assert near.tolist() == [1500.0]


def test_the_star_is_at_least_half_a_cell_away(opacity):
    star = stars_at([0, 0, 0])
    inside = temperature_at([[0.1, 0, 0]], star, opacity, half_cell_au=8.0)
    np.testing.assert_allclose(inside, temperature_at([[8.0, 0, 0]], star, opacity), rtol=1e-12)


def test_a_dark_star_heats_nothing(opacity):
    dark = temperature_at([[10, 0, 0]], stars_at([0, 0, 0], luminosity_lsun=0.0), opacity, background_k=10.0)
    np.testing.assert_allclose(dark, 10.0, rtol=1e-12)


@pytest.fixture
def cells():
    position_cm = (np.indices((16, 16, 16)).reshape(3, -1).T + 0.5) * 1000 / 16 * AU_CM
    density = np.full(len(position_cm), 3e-16)
    return Cells(position_cm, np.full(len(density), 4), density, np.full((len(density), 3), 2e5), 1000 * AU_CM)


def test_dust_fills_the_inscribed_sphere_and_nothing_else(cells, opacity):
    centre_cm = np.full(3, 500 * AU_CM)
    settings = ModelSettings(gas_to_dust=150.0, velocity_cm_s=(2e5, 1e5, 0.0))
    window = {"centre_cm": centre_cm, "side_cm": 800 * AU_CM, "settings": settings}
    model = build_model(cells, stars_at([10, 0, 0]), opacity, **window)
    radius_au = np.linalg.norm(model.octree.leaf_centre_cm, axis=1) / AU_CM
    np.testing.assert_allclose(model.dust_density[radius_au < 400], 2e-18, rtol=1e-12)
    assert (model.dust_density[radius_au > 400] == 0).all()
    np.testing.assert_array_equal(model.gas_velocity_cm_s[0], [0.0, 1e5, 2e5])
    hottest_au = model.octree.leaf_centre_cm[model.dust_temperature.argmax()] / AU_CM
    assert np.abs(hottest_au - [10, 0, 0]).max() <= 1000 / 16
