"""Spectra of the builtin engine against what can be calculated by hand."""

import dataclasses

import numpy as np
import pytest

from simanalogues.errors import ConfigError, OpacityInvalid
from simanalogues.models.directory import write_model
from simanalogues.transfer.aperture import PARSEC_CM, aperture_of
from simanalogues.transfer.builtin_spectra import spectra_of_model
from simanalogues.transfer.camera import axes_of
from simanalogues.transfer.engines import render_spectra
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.thermal import run_thermal
from simanalogues.units import AU_CM, CODATA, T_CMB_K, planck

MICRON = np.geomspace(0.1, 3000, 30)
NU = CODATA.c * 1e4 / MICRON
N_OBS, _, UPS = axes_of(*np.array([(0.0, 0.0, 0.0), (63.0, 35.0, 20.0), (110.0, 300.0, -150.0)]).T)
RADIUS_AU = 300.0
FINE = {"n_base": 8, "n_levels": 3}


def sphere(density):
    return lambda x, y, z: density * (x**2 + y**2 + z**2 < RADIUS_AU**2)


def spectra(model, *, aperture_au=900.0, micron=MICRON, n_obs=N_OBS, ups=UPS, **options):
    return spectra_of_model(model, aperture_of(n_obs, ups, radius_au=aperture_au), micron, EngineOptions(**options))


def dust(found):
    return found.flux - found.stellar_flux


def without_stars(model):
    return dataclasses.replace(model, stars=dataclasses.replace(model.stars, radius_cm=np.zeros(1)))


@pytest.mark.slow
@pytest.mark.parametrize("temperature_k", [12.0, 300.0])
def test_a_thin_sphere_shines_with_its_mass(model_of, temperature_k):
    model = without_stars(model_of(sphere(1e-23), lambda x, y, z: temperature_k))
    mass_g = (model.dust_density * model.octree.leaf_width_cm**3).sum()
    expected = mass_g * planck(temperature_k, NU) / PARSEC_CM**2
    bright = NU * expected > 1e-6 * (NU * expected).max()
    # So wide, the aperture has pixels of the size of the cells.
    found = spectra(model, aperture_au=1000.0).flux
    np.testing.assert_allclose(found[:, bright], np.tile(expected[bright], (3, 1)), rtol=1e-3)


def test_a_thick_sphere_shines_with_its_surface(model_of):
    model = without_stars(model_of(sphere(1e-12), lambda x, y, z: 100.0, **FINE))
    expected = planck(100.0, NU) * np.pi * (RADIUS_AU * AU_CM / PARSEC_CM) ** 2
    bright = NU * expected > 1e-6 * (NU * expected).max()
    found = spectra(model).flux[:, bright] / expected[bright]
    # One grey surface: the ratio is that of the areas, of cells of 16 AU and of the sphere.
    np.testing.assert_allclose(found, 1, rtol=0.05)
    np.testing.assert_allclose(found, found[:, :1] * np.ones(bright.sum()), rtol=1e-3)


def test_between_two_levels_the_source_is_planck_s(model_of):
    model = without_stars(model_of(lambda x, y, z: 1e-24, lambda x, y, z: np.where(x > 0, 10.0, 10.0 * np.exp(0.0105))))
    mass_g = (model.dust_density * model.octree.leaf_width_cm**3).sum()
    expected = mass_g * planck([[10.0], [10.0 * np.exp(0.0105)]], NU).mean(axis=0) / PARSEC_CM**2
    where = CODATA.h * NU / CODATA.k / 10 < 20
    np.testing.assert_allclose(spectra(model, aperture_au=1000.0).flux[0, where], expected[where], rtol=1e-4)


def bare(model):
    stars = model.stars
    flux = np.pi * planck(stars.temperature_k[:, None], NU) * (stars.radius_cm[:, None] / PARSEC_CM) ** 2
    return flux.sum(axis=0)


def test_a_naked_star_is_a_black_body(model_of):
    found = spectra(model_of(lambda x, y, z: 0.0, lambda x, y, z: 20.0))
    np.testing.assert_allclose(found.stellar_flux, np.tile(bare(model_of(sphere(0), sphere(0))), (3, 1)), rtol=1e-12)
    np.testing.assert_array_equal(found.flux, found.stellar_flux)


@pytest.mark.parametrize("depth", [0.1, 3.0, 40.0])
def test_a_star_in_a_slab_is_dimmed_by_the_dust_before_it(model_of, depth):
    model = model_of(lambda x, y, z: depth / (500 * AU_CM), lambda x, y, z: 20.0)
    star = dataclasses.replace(model.stars, position_cm=np.array([[10.0, 20.0, 250.0]]) * AU_CM)
    model = dataclasses.replace(model, stars=star)
    n_obs, ups = np.array([[0, 0, 1.0], [0, 0, -1.0], [1.0, 0, 0]]), np.array([[0, 1.0, 0], [0, 1.0, 0], [0, 0, 1.0]])
    before = np.array([0.5, 1.5, 0.98])[:, None]
    found = spectra(model, n_obs=n_obs, ups=ups).stellar_flux
    np.testing.assert_allclose(found, bare(model) * np.exp(-depth * before), rtol=1e-9)


def test_a_star_outside_the_grid_is_dimmed_where_it_is_behind(model_of):
    model = model_of(lambda x, y, z: 1 / (1000 * AU_CM), lambda x, y, z: 20.0)
    star = dataclasses.replace(model.stars, position_cm=np.array([[10.0, 20.0, 700.0]]) * AU_CM)
    model = dataclasses.replace(model, stars=star)
    n_obs, ups = np.array([[0, 0, 1.0], [0, 0, -1.0]]), np.array([[0, 1.0, 0], [0, 1.0, 0]])
    found = spectra(model, n_obs=n_obs, ups=ups).stellar_flux
    np.testing.assert_allclose(found, bare(model) * np.exp([[0.0], [-1.0]]), rtol=1e-9)


def test_what_lies_outside_the_aperture_does_not_count(model_of):
    def clump(x, y, z):
        return 1e-22 * (((x - 185) ** 2 + y**2 + z**2 < 60**2) | ((x - 10) ** 2 + y**2 + z**2 < 60**2))

    model = model_of(clump, lambda x, y, z: 30.0, **FINE)
    star = dataclasses.replace(model.stars, position_cm=np.array([[185.0, 0, 0]]) * AU_CM)
    model = dataclasses.replace(model, stars=star)
    views = {"n_obs": np.array([[0, 0, 1.0], [1.0, 0, 0]]), "ups": np.array([[0, 1.0, 0], [0, 1.0, 0]])}
    narrow, wide = (spectra(model, aperture_au=radius_au, **views) for radius_au in (125.0, 250.0))
    x_au, dusty = model.octree.leaf_centre_cm[:, 0] / AU_CM, model.dust_density > 0
    share = (dusty & (x_au < 125)).sum() / dusty.sum()
    np.testing.assert_allclose(dust(narrow)[0, -5:] / dust(wide)[0, -5:], share, rtol=1e-3)
    np.testing.assert_allclose(dust(narrow)[1, -5:], dust(wide)[1, -5:], rtol=0.01)
    assert (narrow.stellar_flux[0] == 0).all()
    assert (narrow.stellar_flux[1] > 0).all()


def test_the_aperture_is_round(model_of):
    model = without_stars(model_of(lambda x, y, z: 1e-24, lambda x, y, z: 30.0))
    found = spectra(model, aperture_au=400.0, n_obs=N_OBS[:1], ups=UPS[:1]).flux[0]
    expected = 1e-24 * 1000 * AU_CM * np.pi * (400 * AU_CM / PARSEC_CM) ** 2 * planck(30.0, NU)
    where = CODATA.h * NU / CODATA.k / 30 < 20
    np.testing.assert_allclose(found[where], expected[where], rtol=1e-2)


def test_dust_as_cold_as_the_background_adds_nothing(model_of):
    model = without_stars(model_of(sphere(1e-18), lambda x, y, z: T_CMB_K))
    lit = spectra(model).flux
    assert np.abs(spectra(model, background_k=T_CMB_K).flux).max() < 1e-12 * lit.max()


def test_dust_of_no_temperature_only_absorbs(model_of):
    model = model_of(lambda x, y, z: 1e-18, lambda x, y, z: 0.0)
    found = spectra(model)
    np.testing.assert_array_equal(found.flux, found.stellar_flux)


@pytest.mark.slow
def test_the_number_of_threads_changes_no_bit(reference_model):
    single, threaded = (spectra(reference_model, threads=threads) for threads in (1, 3))
    np.testing.assert_array_equal(single.flux, threaded.flux)


@pytest.mark.slow
def test_all_directions_together_carry_the_light_of_the_stars(reference_model):
    """Of the reference model with a hundredth of its dust, so that no cell hides its own other side.

    With all its dust, cells are up to 80 deep at 20 micron. Photons are emitted again where they were absorbed, rays
    see each cell alike throughout: 1.9 times the light of the stars comes out, of RADMC-3D's own spectra as well.
    """
    model = dataclasses.replace(reference_model, dust_density=reference_model.dust_density / np.float32(100))
    thermal = run_thermal(model, threads=2, n_photons=200_000, seed=3)
    model = dataclasses.replace(model, dust_temperature=thermal.temperature_k)
    turn = np.arange(192) + 0.5
    incl, phi = np.degrees(np.arccos(1 - turn / 96)), np.degrees(np.pi * (1 + np.sqrt(5)) * turn)
    n_obs, _, ups = axes_of(incl, phi, np.zeros(192))
    micron = np.geomspace(0.1, 3000, 60)
    aperture = aperture_of(n_obs, ups, radius_au=7500)
    found = spectra_of_model(model, aperture, micron, EngineOptions(threads=2), largest_change=np.inf)
    power = (CODATA.c * 1e4 / micron) * np.stack([found.flux, dust(found)]).mean(axis=1)
    luminosity, of_dust = 4 * np.pi * PARSEC_CM**2 * np.trapezoid(power, np.log(micron), axis=1)
    np.testing.assert_allclose(luminosity, model.stars.luminosity_erg_s.sum(), rtol=0.02)
    assert of_dust > luminosity / 2


def test_wavelengths_must_ascend(reference_directory):
    for micron in ([3.0, 2.0], [1.0], [0.0, 1.0]):
        with pytest.raises(ValueError, match="expected two or more, ascending, above 0"):
            rendered(reference_directory, micron)


def test_wavelengths_outside_the_opacity_are_refused(reference_directory):
    with pytest.raises(OpacityInvalid, match="'powerlaw' covers 0.1 to 10000 micron"):
        rendered(reference_directory, [0.01, 1.0])


def test_an_unknown_engine_is_refused(reference_directory):
    with pytest.raises(ConfigError, match="no engine 'other'"):
        rendered(reference_directory, [1.0, 2.0], engine="other")


def test_a_model_directory_gives_what_its_model_does(model_of, tmp_path):
    model = model_of(sphere(1e-20), lambda x, y, z: 30.0)
    write_model(model, tmp_path)
    found = rendered(tmp_path, MICRON, aperture_au=900.0)
    expected = spectra(model).flux
    bright = NU * expected > 1e-6 * (NU * expected).max(axis=1, keepdims=True)
    np.testing.assert_allclose(found.flux[bright], expected[bright], rtol=1e-5)


def rendered(directory, micron, *, aperture_au=100.0, engine="builtin"):
    options = EngineOptions(engine=engine)
    return render_spectra(directory, N_OBS, UPS, wavelengths_micron=micron, aperture_au=aperture_au, options=options)
