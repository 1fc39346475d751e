"""Spectra of both engines against each other and against one that RADMC-3D made (files/README.md).

Where rays are as far apart as the cells that they meet, mid-infrared light from gaps between cells depends on where the
rays are: engines are compared with rays at the same places, and what finer ones change is stated.
"""

import numpy as np
import pytest

from simanalogues.transfer import radmc3d_spectra
from simanalogues.transfer.aperture import Aperture, aperture_of
from simanalogues.transfer.builtin_spectra import spectra_of_model
from simanalogues.transfer.camera import axes_of, camera_of
from simanalogues.transfer.engines import render_spectra
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import CONSTANTS_OF_PLANCK_FUNCTION
from simanalogues.units import AU_CM, RADMC3D, RADMC3D_AU_CM, T_CMB_K

# Its table of opacities leaps between 27.4 and 30.1 micron, where RADMC-3D interpolates linearly and we in log-log.
LEAP_MICRON = (27.4, 30.2)
MICRON = np.geomspace(0.1, 3000, 40)
VIEWS = np.array([(60.0, 35.0, 0.0), (110.0, 300.0, 0.0)]).T


def bright(micron, flux, part=1e-6):
    power = flux / micron
    return power > part * power.max(axis=-1, keepdims=True)


@pytest.fixture(scope="module")
def published(root):
    with np.load(root / "tests/transfer/files/sed.npz") as sed:
        micron, flux = sed["wavelength_micron"], sed["flux_at_1pc"]
    inside = (micron > 0.1) & (micron < 1e4)
    return micron[inside], flux[inside]


def seen_in_square(model, micron, *, n_pixels, **share):
    n_obs, _, up = axes_of(60.0, 35.0, 0.0)
    camera = camera_of(n_obs, up, n_pixels=n_pixels, field_au=7000 * RADMC3D_AU_CM / AU_CM)
    return spectra_of_model(model, Aperture(camera, np.inf), micron, EngineOptions(constants=RADMC3D), **share).flux[0]


def test_a_spectrum_by_radmc3d_is_met_with_its_own_rays(reference_model, published):
    micron, flux = published
    counts = bright(micron, flux) & ~((micron > LEAP_MICRON[0]) & (micron < LEAP_MICRON[1]))
    found = seen_in_square(reference_model, micron, n_pixels=100, largest_change=np.inf)
    np.testing.assert_allclose(found[counts], flux[counts], rtol=3e-3)


def test_finer_rays_change_the_mid_infrared_alone(reference_model, published):
    micron, flux = published
    found = seen_in_square(reference_model, micron, n_pixels=32)
    far = (micron > 60) & (micron < 3000)
    np.testing.assert_allclose(found[far], flux[far], rtol=0.02)
    mid = (micron > 2) & (micron < 27)
    np.testing.assert_allclose(found[mid], flux[mid], rtol=0.12)


@pytest.mark.slow
def test_pixels_are_divided_enough(reference_model):
    n_obs, _, ups = axes_of(*VIEWS)
    aperture = aperture_of(n_obs, ups, radius_au=2000.0)
    coarse, fine = (
        spectra_of_model(reference_model, aperture, MICRON, EngineOptions(threads=2), **share).flux
        for share in ({}, {"largest_change": 3e-6})
    )
    counts = bright(MICRON, fine)
    np.testing.assert_allclose(coarse[counts], fine[counts], rtol=3e-3)


@pytest.mark.parametrize("background_k", [0.0, T_CMB_K])
def test_both_engines_agree_with_the_same_rays(
    executable, monkeypatch, reference_directory, reference_model, tmp_path, background_k
):
    monkeypatch.setattr(radmc3d_spectra, "REFINE_CRITERION", 1.0)
    n_obs, _, ups = axes_of(*VIEWS)
    aperture = aperture_of(n_obs, ups, radius_au=2500.0)
    options = EngineOptions(
        threads=2,
        background_k=background_k,
        executable=executable,
        scratch=tmp_path,
        constants=CONSTANTS_OF_PLANCK_FUNCTION,
    )
    theirs = radmc3d_spectra.render_radmc3d_spectra(reference_directory, aperture, MICRON, options)
    ours = spectra_of_model(reference_model, aperture, MICRON, options, largest_change=np.inf)
    counts = bright(MICRON, ours.flux)
    np.testing.assert_allclose(theirs.flux[counts], ours.flux[counts], rtol=3e-3)
    # RADMC-3D adds the dust before a star, over the star's own disc, to what it says of the star.
    shines = counts & (ours.stellar_flux > 0.01 * ours.flux)
    np.testing.assert_allclose(theirs.stellar_flux[shines], ours.stellar_flux[shines], rtol=0.02)
    assert list(tmp_path.iterdir()) == []


def test_both_engines_give_one_luminosity(executable, reference_directory):
    n_obs, _, ups = axes_of(*VIEWS)
    theirs, ours = (
        render_spectra(
            reference_directory,
            n_obs,
            ups,
            wavelengths_micron=MICRON,
            aperture_au=2500.0,
            options=EngineOptions(engine=engine, threads=2, executable=executable),
        ).flux
        for engine in ("radmc3d", "builtin")
    )
    per_log = [(flux / MICRON).sum(axis=1) for flux in (theirs, ours)]
    np.testing.assert_allclose(*per_log, rtol=0.03)


def test_radmc3d_leaves_out_a_star_beside_the_aperture(executable, reference_directory, reference_model):
    n_obs, _, ups = axes_of(*VIEWS)
    # Stars are 75 and 89 AU from the middle.
    options = EngineOptions(engine="radmc3d", executable=executable)
    found = render_spectra(
        reference_directory, n_obs, ups, wavelengths_micron=[0.8, 1.0], aperture_au=20.0, options=options
    )
    assert (found.stellar_flux == 0).all()
