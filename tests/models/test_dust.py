"""Opacities: tables of all formats, log-log interpolation, the DSHARP table, damage."""

import numpy as np
import pytest

from simanalogues.errors import OpacityInvalid
from simanalogues.models.dust import load_opacity, read_dustkappa

ROWS = {1: "10 4.0\n1000 0.04\n", 2: "10 4.0 1.0\n1000 0.04 0.5\n", 3: "10 4.0 1.0 0.3\n1000 0.04 0.5 0.1\n"}


def table(tmp_path, text):
    (tmp_path / "dustkappa_test.inp").write_text(text)
    return tmp_path / "dustkappa_test.inp"


@pytest.mark.parametrize("iformat", ROWS)
def test_every_format_is_read_after_its_comments(tmp_path, iformat):
    opacity = read_dustkappa(table(tmp_path, f"# one\n! two\n ; three\n{iformat}\n2\n{ROWS[iformat]}"))
    assert opacity.name == "test"
    assert opacity.absorption_cm2_per_g.tolist() == [4.0, 0.04]
    assert (opacity.scattering_cm2_per_g is None) == (iformat == 1)
    assert (opacity.asymmetry is None) == (iformat < 3)


def test_a_power_law_is_interpolated_exactly(tmp_path):
    opacity = read_dustkappa(table(tmp_path, f"1\n2\n{ROWS[1]}"))
    np.testing.assert_allclose(opacity.absorption_at(100.0), 0.4, rtol=1e-12)


def test_wavelengths_may_fall(tmp_path):
    opacity = read_dustkappa(table(tmp_path, "1\n2\n1000 0.04\n10 4.0\n"))
    assert opacity.wavelength_micron.tolist() == [10, 1000]
    assert opacity.absorption_cm2_per_g.tolist() == [4.0, 0.04]


@pytest.mark.parametrize("wavelength", [9.0, 1300.0])
def test_a_wavelength_outside_the_table_is_refused(tmp_path, wavelength):
    opacity = read_dustkappa(table(tmp_path, f"1\n2\n{ROWS[1]}"))
    with pytest.raises(OpacityInvalid, match=f"'test' covers 10 to 1000 micron, but {wavelength:g} is"):
        opacity.absorption_at(wavelength)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no dustkappa file"),
        ("4\n1\n1 1\n", "is no dustkappa file"),
        ("1\n2\n10 4\n100 x\n", "is no dustkappa file"),
        ("1\n3\n10 4\n100 1\n", "has 4 numbers after its head, expected 3 rows"),
        ("1\n3\n10 4\n1000 1\n100 1\n", "must be positive and in order"),
        ("1\n2\n10 4\n100 0\n", "row 2 of .* absorption must be positive"),
        ("2\n2\n10 4 -1\n100 1 1\n", "row 1 of .* absorption must be positive"),
        ("1\n2\n10 nan\n100 1\n", "row 1 of"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, text, message):
    with pytest.raises(OpacityInvalid, match=message):
        read_dustkappa(table(tmp_path, text))


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(OpacityInvalid, match="there is no opacity file .*absent.inp"):
        load_opacity(str(tmp_path / "absent.inp"))


def test_dsharp_covers_what_a_monte_carlo_run_needs():
    opacity = load_opacity("dsharp")
    np.testing.assert_allclose(opacity.wavelength_micron[[0, -1]], [0.1, 1e5], rtol=1e-6)
    assert (opacity.absorption_cm2_per_g > 0).all()


@pytest.mark.parametrize(
    ("row", "wavelength_micron", "absorption", "scattering", "asymmetry"),
    [
        (20, 0.3751134871504056, 340.74187806172773, 878.579077665598, 0.7486530416188308),
        (100, 74.26999541917577, 67.29586841843717, 63.1928995087786, 0.6118966869688515),
        (150, 2024.0446825084503, 0.8003633014757439, 13.362437019044243, 0.35392870746635713),
    ],
)
def test_dsharp_is_what_its_package_gave(row, wavelength_micron, absorption, scattering, asymmetry):
    opacity = load_opacity("dsharp")
    assert opacity.name == "dsharp"
    assert opacity.wavelength_micron[row] == wavelength_micron
    assert opacity.absorption_cm2_per_g[row] == absorption
    assert opacity.scattering_cm2_per_g[row] == scattering
    assert opacity.asymmetry[row] == asymmetry


def test_dsharp_at_1_3_mm_is_that_of_its_paper():
    np.testing.assert_allclose(load_opacity("dsharp").absorption_at(1300.0), 1.9, rtol=0.02)


def test_dsharp_is_the_mass_average_of_its_packages_table():
    package = pytest.importorskip("dsharp_opac")
    opacity = load_opacity("dsharp")
    with np.load(package.get_datafile("default_opacities_smooth.npz")) as grains:
        size_cm, lam_cm = grains["a"], grains["lam"]
        sizes = size_cm <= 0.1 * (1 + 1e-6)
        absorption, scattering, cosine = (grains[key][sizes] for key in ("k_abs", "k_sca", "g"))
    mass = size_cm[sizes] ** 0.5 / (size_cm[sizes] ** 0.5).sum()
    np.testing.assert_allclose(opacity.wavelength_micron, lam_cm * 1e4, rtol=1e-13)
    np.testing.assert_allclose(opacity.absorption_cm2_per_g, mass @ absorption, rtol=1e-13)
    np.testing.assert_allclose(opacity.scattering_cm2_per_g, mass @ scattering, rtol=1e-13)
    asymmetry = mass @ (scattering * cosine) / (mass @ scattering)
    np.testing.assert_allclose(opacity.asymmetry, asymmetry, rtol=1e-12)


def test_dsharp_is_near_the_average_that_its_package_makes():
    package = pytest.importorskip("dsharp_opac")
    with np.load(package.get_datafile("default_opacities_smooth.npz")) as grains:
        columns = [grains[key] for key in ("a", "lam", "k_abs", "k_sca")]
    average = package.size_average_opacity([0.13], *columns, q=3.5)["ka"][0]
    expected = np.interp(np.log(0.1), np.log(columns[0]), average)
    # The package takes whole size bins; ours ends at the last bin below the largest grain: half a bin of 8 %.
    np.testing.assert_allclose(load_opacity("dsharp").absorption_at(1300.0), expected, rtol=0.06)
