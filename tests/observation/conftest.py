"""Tiny skies, written as FITS files, whose sources and beams are known."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits

from simanalogues.observation.fits_image import read_fits_image
from simanalogues.observation.observe import observe
from simanalogues.schema.files import read_dataset

SHIPPED_MOCK = Path(__file__).parents[2] / "resources" / "observations" / "mockD"
CENTRE = SkyCoord(248.0942 * u.deg, -24.4767 * u.deg)
DISTANCE_PC = 100.0
FWHM_PER_SIGMA = 2 * np.sqrt(2 * np.log(2))


@dataclass(frozen=True)
class Sky:
    """A north-up SIN map about CENTRE. Offsets are (east, north) in arcsec; the beam is (major, minor, BPA)."""

    n_x: int = 128
    n_y: int = 121
    pixel_arcsec: float = 0.1
    beam: tuple[float, float, float] = (1.6, 0.4, 40.0)
    cards: dict = field(default_factory=dict)

    def offsets(self) -> tuple[np.ndarray, np.ndarray]:
        east = -(np.arange(self.n_x) - (self.n_x - 1) / 2) * self.pixel_arcsec
        north = (np.arange(self.n_y) - (self.n_y - 1) / 2) * self.pixel_arcsec
        return np.meshgrid(east, north)

    def covariance(self) -> np.ndarray:
        """Of the beam, in the order (east, north), arcsec^2."""
        major, minor, angle = self.beam
        along = np.array([np.sin(np.deg2rad(angle)), np.cos(np.deg2rad(angle))])
        across = np.array([along[1], -along[0]])
        return (major**2 * np.outer(along, along) + minor**2 * np.outer(across, across)) / FWHM_PER_SIGMA**2

    def source(self, east_arcsec: float, north_arcsec: float, flux_jy: float = 1.0) -> np.ndarray:
        """A point source seen with the beam, in Jy/beam."""
        east, north = self.offsets()
        inverse = np.linalg.inv(self.covariance())
        x, y = east - east_arcsec, north - north_arcsec
        return flux_jy * np.exp(-0.5 * (inverse[0, 0] * x**2 + 2 * inverse[0, 1] * x * y + inverse[1, 1] * y**2))

    def header(self) -> fits.Header:
        cards = {
            "CTYPE1": "RA---SIN",
            "CRVAL1": CENTRE.ra.deg,
            "CDELT1": -self.pixel_arcsec / 3600,
            "CRPIX1": (self.n_x + 1) / 2,
            "CTYPE2": "DEC--SIN",
            "CRVAL2": CENTRE.dec.deg,
            "CDELT2": self.pixel_arcsec / 3600,
            "CRPIX2": (self.n_y + 1) / 2,
            "RADESYS": "ICRS",
            "BUNIT": "Jy/beam",
            "BMAJ": self.beam[0] / 3600,
            "BMIN": self.beam[1] / 3600,
            "BPA": self.beam[2],
            "RESTFRQ": 230e9,
        }
        cards |= self.cards
        return fits.Header({key: value for key, value in cards.items() if value is not None})


def positions_of_stars(position_angle_deg: float, separation_arcsec: float) -> dict:
    """Primary and secondary about CENTRE, as a target's config block has them."""
    place = {}
    for who, turn in (("primary", 0), ("secondary", 180)):
        star = CENTRE.directional_offset_by((position_angle_deg + turn) * u.deg, separation_arcsec / 2 * u.arcsec)
        place[who] = [star.ra.deg, star.dec.deg]
    return {"name": "mock", "distance_pc": DISTANCE_PC, **place}


@pytest.fixture
def write_fits(tmp_path):
    """A function that writes values with a header into a FITS file and gives its path."""

    def write(values: np.ndarray, header: fits.Header, name: str = "map.fits"):
        path = tmp_path / name
        fits.PrimaryHDU(np.asarray(values, dtype=np.float32), header).writeto(path)
        return path

    return write


@pytest.fixture
def make_sky():
    """The class of mock skies: `make_sky(beam=..., cards=...)`."""
    return Sky


@pytest.fixture
def star_positions():
    """A function of position angle (deg) and separation (arcsec) that gives a target's config block about CENTRE."""
    return positions_of_stars


@pytest.fixture
def framed():
    """A function that runs the stage on a FITS file for a pair at a position angle, and reads what it wrote."""

    def run(path, position_angle_deg=0.0, *, entry=None, image_pixels=90, field_au=700.0, separation_arcsec=2.0):
        destination = path.with_suffix(".nc")
        observe(
            path,
            target=positions_of_stars(position_angle_deg, separation_arcsec),
            tracer="continuum",
            entry={"noise_jy_per_beam": 1e-4} if entry is None else entry,
            frame={"image_pixels": image_pixels, "field_au": field_au},
            destination=destination,
        )
        return read_dataset(destination, "observation")

    return run


@pytest.fixture
def shipped_mock():
    """The mock observation that ships: its FITS file and the truth behind it."""
    return SHIPPED_MOCK / "mockD_continuum.fits", json.loads((SHIPPED_MOCK / "mockD_truth.json").read_text())


@pytest.fixture
def image_with(make_sky, write_fits):
    """A function that writes a map with changed cards (None removes one) and reads it with a config entry."""

    def read(cards=None, entry=None, values=None):
        sky = make_sky(n_x=20, n_y=24, cards=cards or {})
        values = np.full((24, 20), 2.0) if values is None else values
        return read_fits_image(write_fits(values, sky.header()), entry or {})

    return read
