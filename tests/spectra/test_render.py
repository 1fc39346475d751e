"""Spectra of a chunk of the demo's outputs."""

import numpy as np
import pytest

from simanalogues.errors import OpacityInvalid


def test_an_output_without_a_view_has_no_spectrum(spectra):
    assert spectra["skipped"].values.tolist() == ["too close", ""]
    assert np.isnan(spectra["flux_jy"].values[0]).all()
    assert (spectra["evolutionary_class"].values[0] == "").all()


def test_every_view_has_a_spectrum_from_0_1_micron_to_3_mm(spectra):
    np.testing.assert_allclose(spectra["wavelength_micron"].values[[0, -1]], [0.1, 3000])
    flux, stellar = (spectra[name].values[1] for name in ("flux_jy", "stellar_flux_jy"))
    assert flux.shape == (2, 20)
    assert (flux >= stellar).all()
    assert (stellar >= 0).all()


def test_a_deeply_embedded_pair_is_cold(spectra):
    temperature_k = spectra["bolometric_temperature_k"].values[1]
    assert ((temperature_k > 10) & (temperature_k < 650)).all()
    assert set(spectra["evolutionary_class"].values[1]) <= {"0", "I"}


def test_the_aperture_is_half_of_the_field_unless_it_is_set(spectra, render):
    assert spectra.attrs["aperture_au"] == 1000
    narrow = render(aperture_au=100.0)
    assert narrow.attrs["aperture_au"] == 100
    assert (narrow["flux_jy"].values[1, :, -1] < spectra["flux_jy"].values[1, :, -1]).all()


def test_only_the_flux_depends_on_the_distance(spectra, render):
    far = render(distance_pc=586.0)
    np.testing.assert_allclose(far["flux_jy"].values[1], spectra["flux_jy"].values[1] / 4, rtol=1e-12)
    for name in ("bolometric_temperature_k", "bolometric_luminosity_lsun"):
        np.testing.assert_allclose(far[name].values, spectra[name].values, rtol=1e-12)


def test_an_opacity_that_ends_too_early_is_refused(render, tmp_path):
    (tmp_path / "dustkappa_short.inp").write_text("1\n2\n1.0 100\n100 1\n")
    with pytest.raises(OpacityInvalid, match="'short' covers 1 to 100 micron, but 0.1 is"):
        render(opacity=tmp_path / "dustkappa_short.inp")
