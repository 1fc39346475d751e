"""A made-up sky of one pair, as FITS files and as synthetic maps of its tracers."""

from pathlib import Path

import numpy as np
import xarray as xr
from astropy.io import fits
from catalogue_files import N_VIEWS, catalogue_of
from scipy.ndimage import gaussian_filter

from simanalogues.parameters.records import record_digests

RA_DEG, DEC_DEG = 248.0942, -24.4767
OUTPUTS, N_PIXELS = [14, 15, 16], 48
NOISE, LINE_NOISE, CHANNELS_KMS = 2e-3, 2e-3, np.linspace(-4, 4, 33)


def star(north_arcsec: float) -> list[float]:
    return [RA_DEG, DEC_DEG + north_arcsec / 3600]


def config_of() -> dict:
    line = {"molecule": "lines/co.dat", "transition": "2-1", "abundance": 1e-4}
    co = {"kind": "moment1", "file": "co.fits", "velocity_range_kms": [-3, 3], "line": line}
    tracers = {"continuum": {"kind": "continuum", "file": "pair.fits"}, "CO": co}
    pair = {"distance_pc": 100.0, "primary": star(1.0), "secondary": star(-1.0), "tracers": tracers}
    return {
        "data_dir": ".",
        "simulations": {"A": {"path": "A", "outputs": OUTPUTS}},
        "targets": {"pair": {**pair, "truth": {"mass_primary_msun": 15.5}}},
        "frame": {"image_pixels": N_PIXELS, "field_au": 700},
        "embedding": {"backbones": ["pixels"]},
        "matching": {"n_best": 3},
    }


def header(**cards) -> fits.Header:
    """Of a map of 128 x 121 pixels of 0.1 arcsec, north up; the beam is 0.9 x 0.6 arcsec at 40 deg."""
    axes = {"CTYPE1": "RA---SIN", "CRVAL1": RA_DEG, "CDELT1": -0.1 / 3600, "CRPIX1": 64.5}
    axes |= {"CTYPE2": "DEC--SIN", "CRVAL2": DEC_DEG, "CDELT2": 0.1 / 3600, "CRPIX2": 61.0}
    of_map = {"RADESYS": "ICRS", "BUNIT": "Jy/beam", "BMAJ": 0.9 / 3600, "BMIN": 0.6 / 3600, "BPA": 40.0}
    return fits.Header(axes | of_map | {"RESTFRQ": 230e9} | cards)


def stars_and_noise(noise: float = NOISE, seed: int = 1) -> np.ndarray:
    """Jy/beam: the two stars, the primary of 1 Jy, in smooth noise."""
    y, x = np.mgrid[:121, :128]
    spots = ((70, 1.0), (50, 0.6))
    stars = sum(flux * np.exp(-((x - 63.5) ** 2 + (y - place) ** 2) / (2 * 3.3**2)) for place, flux in spots)
    return stars + smooth_noise((121, 128), noise, seed)


def smooth_noise(shape, rms, seed):
    white = gaussian_filter(np.random.default_rng(seed).standard_normal(shape), (*[0] * (len(shape) - 2), 3, 3))
    return rms * white / white.std()


def cube(noise: float = LINE_NOISE, seed: int = 2) -> np.ndarray:
    """Jy/beam: a wide source whose velocity rises to the west, 33 channels 0.25 km/s apart."""
    y, x = np.mgrid[:121, :128]
    source = np.exp(-((x - 63.5) ** 2 + (y - 60) ** 2) / (2 * 14.0**2))
    profile = np.exp(-0.5 * ((CHANNELS_KMS[:, None, None] - (x - 63.5) / 20) / 0.5) ** 2)
    return source * profile + smooth_noise((CHANNELS_KMS.size, 121, 128), noise, seed)


def header_of_cube() -> fits.Header:
    axis = {"CTYPE3": "VRAD", "CUNIT3": "km/s", "CRVAL3": CHANNELS_KMS[0], "CDELT3": 0.25, "CRPIX3": 1.0}
    return header(RESTFRQ=230.538e9, SPECSYS="LSRK", **axis)


def write(path: Path, values: np.ndarray, of_file: fits.Header) -> Path:
    fits.PrimaryHDU(values.astype(np.float32), of_file).writeto(path)
    return path


def images_of(tracer: str) -> xr.Dataset:
    """Blobs at random places in the frame; of CO they rotate, each at an angle of its own."""
    rng, n = np.random.default_rng(5), len(OUTPUTS) * N_VIEWS
    y, x = (np.mgrid[:N_PIXELS, :N_PIXELS] - (N_PIXELS - 1) / 2) / N_PIXELS
    places = rng.uniform(-0.2, 0.2, (n, 2, 1, 1))
    width = 0.005 if tracer == "continuum" else 0.05
    blobs = np.exp(-((x - places[:, 0]) ** 2 + (y - places[:, 1]) ** 2) / width)
    turn = rng.uniform(0, 2 * np.pi, (n, 1, 1))
    maps = {"brightness": blobs}
    if tracer == "CO":
        maps = {"moment0": blobs, "moment1": 5 * (np.cos(turn) * x + np.sin(turn) * y)}
    labels = {"simulation": np.full(n, "A", dtype=object), "output": np.repeat(OUTPUTS, N_VIEWS)}
    labels |= {"view": np.tile(np.arange(N_VIEWS), len(OUTPUTS))}
    labels["record_digest"] = np.repeat(record_digests(catalogue_of("A", OUTPUTS)), N_VIEWS)
    variables = {name: (("image", "y", "x"), values.astype(np.float32)) for name, values in maps.items()}
    return xr.Dataset(variables | {name: ("image", values) for name, values in labels.items()})
