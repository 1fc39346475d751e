"""Point sources and beams on the sky, seen in the frame of the observation stage."""

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import SkyCoord

DISTANCE_PC = 100.0
FWHM_PER_SIGMA = 2 * np.sqrt(2 * np.log(2))


def coordinates_au(observation):
    n_pixels = observation.sizes["x"]
    axis = (np.arange(n_pixels) - (n_pixels - 1) / 2) * observation.attrs["pixel_au"]
    return np.meshgrid(axis, axis)


def moments(observation):
    """Flux in Jy, centroid (x, y) in AU and covariance in AU^2 of what the frame shows."""
    brightness = np.nan_to_num(observation.brightness.values.astype(float))
    x, y = coordinates_au(observation)
    mean = np.array([(brightness * x).sum(), (brightness * y).sum()]) / brightness.sum()
    away = np.array([x - mean[0], y - mean[1]])
    covariance = np.einsum("iyx,jyx,yx->ij", away, away, brightness) / brightness.sum()
    beam_area_au2 = (
        2 * np.pi * observation.attrs["beam_major_au"] * observation.attrs["beam_minor_au"] / FWHM_PER_SIGMA**2
    )
    return brightness.sum() * observation.attrs["pixel_au"] ** 2 / beam_area_au2, mean, covariance


@pytest.mark.parametrize("position_angle_deg", [0.0, 116.3, 243.7])
@pytest.mark.parametrize("image_pixels", [60, 90, 160])
def test_a_4_to_1_beam_keeps_flux_and_shape_in_the_frame(
    make_sky, framed, write_fits, position_angle_deg, image_pixels
):
    sky = make_sky()
    path = write_fits(sky.source(0.23, -0.31, flux_jy=0.7), sky.header())
    observation = framed(path, position_angle_deg, image_pixels=image_pixels)
    flux, _, covariance = moments(observation)
    widths, axes = np.linalg.eigh(covariance)
    minor_au, major_au = np.sqrt(widths) * FWHM_PER_SIGMA
    angle_deg = np.rad2deg(np.arctan2(-axes[0, 1], axes[1, 1]))
    assert flux == pytest.approx(0.7, rel=1e-3)
    assert major_au == pytest.approx(1.6 * DISTANCE_PC, rel=1e-3)
    assert minor_au == pytest.approx(0.4 * DISTANCE_PC, rel=1e-3)
    assert np.sin(np.deg2rad(angle_deg - (40.0 - position_angle_deg))) == pytest.approx(0.0, abs=1e-3)
    assert observation.attrs["total_jy"] == pytest.approx(flux, rel=1e-6)
    assert observation.attrs["beam_major_au"] == pytest.approx(160.0)
    assert observation.attrs["beam_minor_au"] == pytest.approx(40.0)
    assert np.sin(np.deg2rad(observation.attrs["beam_angle_deg"] - angle_deg)) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("position_angle_deg", [0.0, 116.3, 243.7])
def test_the_primary_lies_at_plus_y(make_sky, framed, write_fits, position_angle_deg):
    sky = make_sky(beam=(0.5, 0.5, 0.0))
    east, north = np.sin(np.deg2rad(position_angle_deg)), np.cos(np.deg2rad(position_angle_deg))
    _, mean, _ = moments(framed(write_fits(sky.source(east, north), sky.header()), position_angle_deg))
    np.testing.assert_allclose(mean, [0.0, 100.0], atol=0.05)


@pytest.mark.parametrize(
    ("position_angle_deg", "east_north_arcsec", "x_y_au"),
    [
        (0.0, (1.5, 0.0), (-150.0, 0.0)),
        (0.0, (0.0, 1.5), (0.0, 150.0)),
        (90.0, (1.5, 0.0), (0.0, 150.0)),
        (90.0, (0.0, 1.5), (150.0, 0.0)),
        (180.0, (1.5, 0.0), (150.0, 0.0)),
        (270.0, (0.0, 1.5), (-150.0, 0.0)),
    ],
)
def test_east_and_north_lie_where_the_handedness_of_the_sky_says(
    make_sky, framed, write_fits, position_angle_deg, east_north_arcsec, x_y_au
):
    sky = make_sky(beam=(0.5, 0.5, 0.0))
    _, mean, _ = moments(framed(write_fits(sky.source(*east_north_arcsec), sky.header()), position_angle_deg))
    np.testing.assert_allclose(mean, x_y_au, atol=0.05)


def test_a_mirrored_map_gives_the_same_frame(make_sky, framed, write_fits):
    sky = make_sky()
    brightness = sky.source(1.0, -0.6) + sky.source(-0.7, 0.2, 0.4)
    mirrored = make_sky(cards={"CDELT1": sky.pixel_arcsec / 3600})
    plain = framed(write_fits(brightness, sky.header()), 70.0)
    again = framed(write_fits(brightness[:, ::-1], mirrored.header(), "mirrored.fits"), 70.0)
    np.testing.assert_allclose(again.brightness.values, plain.brightness.values, atol=1e-6)


def test_a_turned_map_gives_the_same_frame(make_sky, framed, write_fits):
    sky = make_sky(n_y=128)
    brightness = sky.source(1.0, -0.6) + sky.source(-0.7, 0.2, 0.4)
    # A quarter turn of the array: rows become columns, which the matrix undoes.
    turned = make_sky(n_y=128, cards={"PC1_1": 0.0, "PC1_2": -1.0, "PC2_1": 1.0, "PC2_2": 0.0})
    plain = framed(write_fits(brightness, sky.header()), 70.0)
    again = framed(write_fits(np.rot90(brightness), turned.header(), "turned.fits"), 70.0)
    np.testing.assert_allclose(again.brightness.values, plain.brightness.values, atol=1e-6)


def test_latitude_may_come_before_longitude(make_sky, framed, write_fits):
    sky = make_sky()
    header = sky.header()
    brightness = sky.source(1.0, -0.6)
    swapped = header.copy()
    for keyword in ("CTYPE", "CRVAL", "CDELT", "CRPIX"):
        swapped[f"{keyword}1"], swapped[f"{keyword}2"] = header[f"{keyword}2"], header[f"{keyword}1"]
    plain = framed(write_fits(brightness, header), 70.0)
    again = framed(write_fits(brightness.T, swapped, "swapped.fits"), 70.0)
    np.testing.assert_allclose(again.brightness.values, plain.brightness.values, atol=1e-6)


def test_the_beam_of_a_galactic_map_counts_from_galactic_north(make_sky, framed, write_fits):
    centre = SkyCoord(248.0942 * u.deg, -24.4767 * u.deg)
    galactic = centre.galactic
    cards = {
        "CTYPE1": "GLON-SIN",
        "CTYPE2": "GLAT-SIN",
        "CRVAL1": galactic.l.deg,
        "CRVAL2": galactic.b.deg,
        "RADESYS": None,
    }
    sky = make_sky(cards=cards)
    observation = framed(write_fits(sky.source(0.0, 0.0), sky.header()), 30.0)
    _, _, covariance = moments(observation)
    axes = np.linalg.eigh(covariance)[1]
    angle_deg = np.rad2deg(np.arctan2(-axes[0, 1], axes[1, 1]))
    northward = galactic.directional_offset_by(0 * u.deg, 1 * u.arcsec).icrs
    turn_deg = centre.position_angle(northward).deg
    assert np.sin(np.deg2rad(observation.attrs["beam_angle_deg"] - angle_deg)) == pytest.approx(0.0, abs=1e-3)
    assert np.sin(np.deg2rad(observation.attrs["beam_position_angle_deg"] - 40.0 - turn_deg)) == pytest.approx(
        0, abs=1e-6
    )


def test_missing_borders_are_masked_and_do_not_spoil_the_rest(make_sky, framed, write_fits):
    sky = make_sky(beam=(0.5, 0.4, 20.0))
    brightness = sky.source(0.0, 0.0)
    bordered = brightness.copy()
    bordered[:, :30] = np.nan
    plain, masked = (
        framed(write_fits(values, sky.header(), name), 0.0)
        for values, name in ((brightness, "plain.fits"), (bordered, "bordered.fits"))
    )
    x, _ = coordinates_au(masked)
    missing_to_the_east = -(30 - 127 / 2) * 0.1 * DISTANCE_PC
    np.testing.assert_array_equal(masked.observed.values, x > -missing_to_the_east)
    np.testing.assert_array_equal(np.isnan(masked.brightness.values), masked.observed.values == 0)
    seen = masked.observed.values == 1
    np.testing.assert_allclose(masked.brightness.values[seen], plain.brightness.values[seen], atol=1e-6)
    assert masked.attrs["missing_fraction"] == pytest.approx(1 - seen.mean())
