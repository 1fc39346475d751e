"""A small framed observation and synthetic images, made up, in the files that the embedding reads."""

import numpy as np
import pytest
import xarray as xr

from simanalogues.embedding.framing import Framing
from simanalogues.schema.files import write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.observation import OBSERVATION
from simanalogues.sky.beam import FrameBeam

BEAM_AU = (40.0, 30.0, 25.0)
PIXEL_AU = 8.0
# What observations have beside, here with no effect but for the separation and the beam in the frame.
ABOUT = {
    "target": "mockD",
    "tracer": "continuum",
    "file": "map.fits",
    "field_au": 384.0,
    "distance_pc": 140.0,
    "projected_separation_au": 150.0,
    "position_angle_deg": 0.0,
    "centre_ra_deg": 248.0,
    "centre_dec_deg": -24.0,
    "beam_major_au": BEAM_AU[0],
    "beam_minor_au": BEAM_AU[1],
    "beam_angle_deg": BEAM_AU[2],
    "beam_major_arcsec": BEAM_AU[0] / 140.0,
    "beam_minor_arcsec": BEAM_AU[1] / 140.0,
    "beam_position_angle_deg": BEAM_AU[2],
    "frequency_hz": 230e9,
}
NOISE = 2e-3


def clumps(n: int, separation: float = 0.4, ratio: float = 0.3) -> np.ndarray:
    """A primary above, a fainter and wider secondary below, and an arm on one side only; peak 0.5 Jy/beam."""
    y, x = (np.mgrid[:n, :n] - (n - 1) / 2) / n
    primary = np.exp(-(x**2 + (y - separation / 2) ** 2) / 0.004)
    secondary = ratio * np.exp(-(x**2 + (y + separation / 2) ** 2) / 0.008)
    arm = 0.1 * np.exp(-((x - 0.2) ** 2) / 0.002 - (y + 0.1) ** 2 / 0.02)
    bright = primary + secondary + arm
    return 0.5 * bright / bright.max()


def made_up_framing(n: int = 48, *, noise: float = NOISE, masked: bool = True) -> Framing:
    """The made-up observation, its noise white, its upper right corner not observed if `masked`."""
    observed = np.ones((n, n), dtype=bool)
    if masked:
        observed[3 * n // 4 :, 3 * n // 4 :] = False
    brightness = clumps(n) + noise * np.random.default_rng(7).standard_normal((n, n))
    return Framing(np.where(observed, brightness, 0.0), observed, FrameBeam(*BEAM_AU), PIXEL_AU, noise)


def observation_file(path, framing: Framing, **attributes):
    """The file of kind "observation" of a framing; attributes given as None are left out."""
    brightness = np.where(framing.observed, framing.brightness, np.nan).astype(np.float32)
    flags = framing.observed.astype(np.int8)
    attrs = {
        "beam_major_au": framing.beam.major_au,
        "beam_minor_au": framing.beam.minor_au,
        "beam_angle_deg": framing.beam.angle_deg,
        "pixel_au": framing.pixel_au,
        "noise_jy_per_beam": framing.noise,
        "map_kind": "continuum",
    }
    attrs = ABOUT | attrs | attributes
    dataset = xr.Dataset(
        {"brightness": (("y", "x"), brightness), "observed": (("y", "x"), flags), "emission_free": (("y", "x"), flags)},
        attrs={name: value for name, value in attrs.items() if value is not None},
    )
    write_dataset(dataset, OBSERVATION, path)
    return path


def images_file(path, maps, simulation: str = "A", first_output: int = 14):
    """A file of kind "images" with two views of each output."""
    maps = np.asarray(maps, dtype=np.float32)
    dataset = xr.Dataset(
        {
            "simulation": ("image", np.array([simulation] * len(maps), dtype=object)),
            "output": ("image", first_output + np.arange(len(maps)) // 2),
            "view": ("image", np.arange(len(maps)) % 2),
            "record_digest": (
                "image",
                np.array([f"{first_output + i // 2:016x}" for i in range(len(maps))], dtype=object),
            ),
            "brightness": (("image", "y", "x"), maps),
        }
    )
    write_dataset(dataset, IMAGES, path)
    return path


@pytest.fixture
def framing() -> Framing:
    """A masked observation of 48 x 48 pixels."""
    return made_up_framing()


@pytest.fixture
def context() -> dict:
    """What an embedding job knows of itself."""
    return {"seed": 3, "target": "mockD", "tracer": "continuum", "preparation": "main"}


@pytest.fixture
def maps() -> np.ndarray:
    """Seven synthetic maps of 48 x 48 pixels, in Jy/beam."""
    return np.array([0.02 * clumps(48, 0.2 + 0.05 * i, 0.2 + 0.1 * i) for i in range(7)])


@pytest.fixture(scope="session")
def two_clumps():
    """The function that makes maps."""
    return clumps


@pytest.fixture(scope="session")
def framing_of():
    """The function that makes observations."""
    return made_up_framing


@pytest.fixture(scope="session")
def write_observation():
    """The function that writes a file of kind "observation"."""
    return observation_file


@pytest.fixture(scope="session")
def write_images():
    """The function that writes a file of kind "images"."""
    return images_file


def rotating_moments(turn_deg: float = 0.0, n: int = 48, pixel_au: float = 10.0) -> dict[str, np.ndarray]:
    """A bright blob, 10 sigma at about 180 AU, that recedes to the right with 1 km/s per 100 AU, or turned from there
    counter-clockwise."""
    y_au, x_au = (np.mgrid[:n, :n] - (n - 1) / 2) * pixel_au
    turn = np.deg2rad(turn_deg)
    return {
        "moment0": np.exp(-0.5 * (x_au**2 + y_au**2) / 85**2),
        "moment1": (np.cos(turn) * x_au + np.sin(turn) * y_au) / 100,
    }


def moments_file(path, maps, kind=OBSERVATION, **attributes):
    """A file of kind "observation" of one map, or of kind "images" with two views of each output."""
    dims = ("image", "y", "x")[-next(iter(maps.values())).ndim :]
    dataset = xr.Dataset({name: (dims, values.astype(np.float32)) for name, values in maps.items()})
    if kind is OBSERVATION:
        observed = np.isfinite(maps["moment1" if "moment1" in maps else "moment0"]).astype(np.uint8)
        dataset = dataset.assign(observed=(dims, observed), emission_free=(dims, observed))
    else:
        rows = np.arange(dataset.sizes["image"])
        labels = {"simulation": np.full(rows.size, "A", dtype=object), "output": 14 + rows // 2, "view": rows % 2}
        labels["record_digest"] = np.full(rows.size, "0" * 16, dtype=object)
        dataset = dataset.assign({name: ("image", values) for name, values in labels.items()})
    attrs = ABOUT | {"map_kind": "moment1", "pixel_au": 10.0, "noise_jy_kms_per_beam": 0.01}
    dataset.attrs = {name: value for name, value in (attrs | attributes).items() if value is not None}
    write_dataset(dataset, kind, path)
    return path


@pytest.fixture(scope="session")
def rotating_blob():
    """The function that makes moments 0 and 1."""
    return rotating_moments


@pytest.fixture(scope="session")
def write_moments():
    """The function that writes moments to a file of kind "observation" or "images"."""
    return moments_file
