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
from simanalogues.schema.observation import OBSERVATION

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
        return read_dataset(destination, OBSERVATION)

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


LINE_HZ = 230.538e9
SYSTEMIC_KMS = 3.4
LINE_ENTRY = {"velocity_range_kms": [-5.0, 5.0], "n_channels": 20, "noise_jy_per_beam": 1e-4}


def cards_of_axis(kind, first, step, unit, **others) -> dict:
    """Cards of a third axis of channels."""
    return {"CTYPE3": kind, "CRVAL3": first, "CDELT3": step, "CRPIX3": 1.0, "CUNIT3": unit} | others


@dataclass(frozen=True)
class Line:
    """A Gaussian line over a point source, its velocity about the systemic one rising eastward; 49 channels."""

    velocity_kms: float = 1.2
    gradient_kms_per_arcsec: float = 0.3
    sigma_kms: float = 0.6
    sky: Sky = field(default_factory=lambda: Sky(n_x=64, n_y=60, beam=(0.9, 0.7, 20.0)))
    channels_kms: np.ndarray = field(default_factory=lambda: np.linspace(-6, 6, 49))

    def cube(self, relative_kms: np.ndarray | None = None) -> np.ndarray:
        """Jy/beam at radio velocities about the systemic one, shape (channel, y, x)."""
        relative_kms = self.channels_kms if relative_kms is None else relative_kms
        middle = self.velocity_kms + self.gradient_kms_per_arcsec * self.sky.offsets()[0]
        profile = np.exp(-0.5 * ((relative_kms[:, None, None] - middle) / self.sigma_kms) ** 2)
        return self.sky.source(0.0, 0.0) * profile

    def header(self, cards: dict | None = None) -> fits.Header:
        """Of the cube: a VRAD axis in m/s, unless the cards say otherwise."""
        first, step = (self.channels_kms[0] + SYSTEMIC_KMS) * 1e3, (self.channels_kms[1] - self.channels_kms[0]) * 1e3
        axis = cards_of_axis("VRAD", first, step, "m/s", RESTFRQ=LINE_HZ, SPECSYS="LSRK")
        return Sky(self.sky.n_x, self.sky.n_y, self.sky.pixel_arcsec, self.sky.beam, axis | (cards or {})).header()


@pytest.fixture
def make_line():
    """The class of mock lines: `make_line(velocity_kms=..., gradient_kms_per_arcsec=...)`."""
    return Line


@pytest.fixture
def observed_line(write_fits):
    """A function that writes a cube or a moment map and its header, runs the stage on it, and reads what it wrote."""

    def run(values, header, entry=None, *, systemic_kms=SYSTEMIC_KMS, kind="moment1", name="line.fits", **frame):
        path = write_fits(values, header, name)
        observe(
            path,
            target=positions_of_stars(frame.pop("position_angle_deg", 0.0), 2.0) | {"systemic_kms": systemic_kms},
            tracer="CO",
            entry={"kind": kind, **LINE_ENTRY, **(entry or {})},
            frame={"image_pixels": 40, "field_au": 400.0, **frame},
            destination=path.with_suffix(".nc"),
        )
        return read_dataset(path.with_suffix(".nc"), OBSERVATION)

    return run
