"""FITS images with odd axes, several HDUs, damaged cards, and files that are no image."""

import numpy as np
import pytest
from astropy.io import fits

from simanalogues.errors import InputMissing, ObservationInvalid
from simanalogues.observation.fits_image import read_fits_image


@pytest.mark.parametrize("cards", [{"CTYPE1": None, "CTYPE2": None}, {"CTYPE2": "LINEAR"}])
def test_a_map_without_celestial_axes_is_refused(image_with, cards):
    with pytest.raises(ObservationInvalid, match=r"map\.fits has no celestial WCS: .*`wcs` of the tracer"):
        image_with(cards)


@pytest.mark.parametrize("keyword", ["CRVAL1", "CRVAL2", "CRPIX1", "CRPIX2", "CDELT1", "CDELT2"])
def test_a_missing_keyword_of_the_wcs_is_refused(image_with, keyword):
    with pytest.raises(ObservationInvalid, match=rf"map\.fits has no {keyword} in its WCS.*`wcs` of the tracer"):
        image_with({keyword: None})


def test_a_keyword_of_the_wcs_that_is_no_number_is_refused(image_with):
    with pytest.raises(ObservationInvalid, match=r"CRVAL1 in its WCS, or it is no number"):
        image_with({"CRVAL1": "16:32:22"})


@pytest.mark.parametrize("cards", [{"CTYPE1": "RA---XYZ", "CTYPE2": "DEC--XYZ"}, {"CDELT1": 0.0}])
def test_celestial_axes_that_make_no_wcs_are_refused(image_with, cards):
    with pytest.raises(ObservationInvalid, match=r"map\.fits: the celestial axes make no WCS .*`wcs` of the tracer"):
        image_with(cards)


def test_the_config_may_give_the_wcs(image_with):
    wcs = {"reference": ["16h32m22.6s", "-24d28m36s"], "reference_pixel": [3.0, 5.0], "pixel_arcsec": 0.1}
    image = image_with({"CTYPE1": None, "CTYPE2": None}, {"wcs": wcs})
    place = image.wcs.pixel_to_world(1.0, 14.0)
    reference = image.wcs.pixel_to_world(2.0, 4.0)
    east, north = reference.spherical_offsets_to(place)
    np.testing.assert_allclose([east.arcsec, north.arcsec], [0.1, 1.0], atol=1e-6)
    np.testing.assert_allclose(reference.dec.deg, -24.47666667, atol=1e-8)


def test_degenerate_axes_may_stand_anywhere(make_sky, write_fits):
    cards = {"CTYPE1": "FREQ", "CRVAL1": 220e9, "CDELT1": 1e9, "CRPIX1": 1.0, "CTYPE2": "RA---SIN"}
    cards |= {"CTYPE3": "DEC--SIN", "CRVAL3": -24.4767, "CRPIX3": 12.5, "CDELT3": 0.1 / 3600}
    cards |= {"CRVAL2": 248.0942, "CRPIX2": 10.5, "CDELT2": -0.1 / 3600, "CTYPE4": "STOKES"}
    values = np.random.default_rng(1).random((1, 24, 20, 1)).astype(np.float32)
    image = read_fits_image(write_fits(values, make_sky(cards=cards).header()), {})
    np.testing.assert_array_equal(image.brightness, values[0, :, :, 0])
    assert image.frequency_hz == 220e9


def test_a_cube_is_refused(image_with):
    with pytest.raises(ObservationInvalid, match=r"map\.fits has 5 planes.*expected one"):
        image_with(values=np.ones((5, 24, 20)))


def test_damaged_cards_elsewhere_do_no_harm(make_sky, write_fits):
    path = write_fits(np.ones((24, 20)), make_sky(n_x=20, n_y=24).header())
    block = path.read_bytes()
    path.write_bytes(block.replace(b"RADESYS = 'ICRS    '" + b" " * 60, b"SPWNAM0 Import File".ljust(80)))
    assert read_fits_image(path, {}).brightness.shape == (24, 20)


def test_scaled_integers_with_blanks_are_read(make_sky, tmp_path):
    header = make_sky(n_x=20, n_y=24).header()
    hdu = fits.PrimaryHDU(np.arange(480, dtype=np.int16).reshape(24, 20), header)
    hdu.header["BSCALE"], hdu.header["BZERO"], hdu.header["BLANK"] = 0.5, 10.0, 7
    hdu.writeto(tmp_path / "scaled.fits")
    brightness = read_fits_image(tmp_path / "scaled.fits", {}).brightness
    assert np.isnan(brightness[0, 7])
    np.testing.assert_allclose(brightness[1, 0], 20 * 0.5 + 10.0)


@pytest.fixture
def several_hdus(make_sky, tmp_path):
    header = make_sky(n_x=20, n_y=24).header()
    images = [fits.ImageHDU(np.full((24, 20), value), header, name) for value, name in ((1.0, "FIRST"), (2.0, "NEXT"))]
    fits.HDUList([fits.PrimaryHDU(), *images, fits.CompImageHDU(np.full((24, 20), 3.0), header, "PACKED")]).writeto(
        tmp_path / "several.fits"
    )
    return tmp_path / "several.fits"


@pytest.mark.parametrize(("entry", "value"), [({}, 1.0), ({"hdu": 2}, 2.0), ({"hdu": "NEXT"}, 2.0), ({"hdu": 3}, 3.0)])
def test_the_first_image_counts_unless_the_config_names_another(several_hdus, entry, value):
    np.testing.assert_array_equal(read_fits_image(several_hdus, entry).brightness, value)


@pytest.mark.parametrize("wanted", [9, "OTHER"])
def test_an_hdu_that_does_not_exist_is_refused(several_hdus, wanted):
    with pytest.raises(ObservationInvalid, match=rf"several\.fits has no HDU {wanted!r}.*`hdu`"):
        read_fits_image(several_hdus, {"hdu": wanted})


def test_an_hdu_without_image_is_refused(several_hdus):
    with pytest.raises(ObservationInvalid, match=r"several\.fits has HDU 0, which does not hold an image"):
        read_fits_image(several_hdus, {"hdu": 0})


def test_a_file_without_image_is_refused(tmp_path):
    fits.PrimaryHDU().writeto(tmp_path / "empty.fits")
    with pytest.raises(ObservationInvalid, match=r"empty\.fits has no HDU with an image"):
        read_fits_image(tmp_path / "empty.fits", {})


def test_a_map_without_any_value_is_refused(image_with):
    with pytest.raises(ObservationInvalid, match=r"map\.fits has no finite value"):
        image_with(values=np.full((24, 20), np.nan))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputMissing, match=r"no observation .*absent\.fits"):
        read_fits_image(tmp_path / "absent.fits", {})


def test_a_file_that_is_no_fits_is_refused(tmp_path):
    (tmp_path / "note.fits").write_text("this is a note")
    with pytest.raises(ObservationInvalid, match=r"note\.fits is no FITS file"):
        read_fits_image(tmp_path / "note.fits", {})


def test_a_file_that_is_cut_off_is_refused(make_sky, write_fits):
    path = write_fits(np.ones((121, 128)), make_sky().header())
    path.write_bytes(path.read_bytes()[:20000])
    with pytest.raises(ObservationInvalid, match=r"map\.fits is no FITS file, or is cut off"):
        read_fits_image(path, {})
