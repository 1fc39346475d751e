"""A FITS image of the sky, with what is needed to compare it: Jy/beam, beam, frequency and celestial WCS.

What the header lacks, or says wrongly, the tracer's config entry can supply: `hdu`, `beam`, `unit`, `frequency_ghz`,
`wcs`.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.utils.exceptions import AstropyWarning
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_area
from radio_beam import Beam

from simanalogues.errors import InputMissing, ObservationInvalid
from simanalogues.observation.beam_of_image import beam_of_image
from simanalogues.observation.brightness import frequency_of_image, jy_per_beam_factor, unit_of_image
from simanalogues.observation.celestial import celestial_wcs, sky_axes

ImageHdu = fits.PrimaryHDU | fits.ImageHDU | fits.CompImageHDU


@dataclass(frozen=True)
class FitsImage:
    """An image as observed.

    name
        Of the file, for messages.
    brightness
        Shape (y, x), Jy/beam, NaN where nothing was observed; its axes are those of `wcs`, longitude along x.
    wcs
        Celestial, two axes.
    beam
        On the sky, its position angle from the north of the map's own coordinates.
    frequency_hz
        Of the middle of the band.
    """

    name: str
    brightness: np.ndarray
    wcs: WCS
    beam: Beam
    frequency_hz: float


@dataclass(frozen=True)
class Plane:
    """One plane in the unit of its file: `values` of shape (y, x), with the header, celestial WCS and beam."""

    name: str
    header: fits.Header
    values: np.ndarray
    wcs: WCS
    beam: Beam


def read_fits_image(path: str | Path, entry: Mapping) -> FitsImage:
    """Read an image with any number of degenerate axes from any image HDU.

    Parameters
    ----------
    path
        FITS file; integer images with BSCALE and BLANK, compressed images and NaN borders are fine.
    entry
        The tracer's config block; its keys `hdu`, `beam`, `unit`, `frequency_ghz` and `wcs` win over the header.

    Raises
    ------
    InputMissing
        There is no such file.
    ObservationInvalid
        It is no FITS file, is cut off, holds no image, or lacks WCS, beam, unit or frequency; the message names the
        keyword and the config key that replaces it.
    """
    with opened_image(path, entry.get("hdu")) as (hdu, tables):
        plane = read_plane(Path(path).name, hdu, tables, entry)
        frequency_hz = frequency_of_image(plane.name, plane.header, entry)
        factor = jy_per_beam_factor(
            plane.name,
            unit_of_image(plane.name, plane.header, entry),
            beam=plane.beam,
            pixel_area_sr=pixel_area_sr(plane.wcs),
            frequency_hz=frequency_hz,
        )
        return FitsImage(plane.name, plane.values * factor, plane.wcs, plane.beam, frequency_hz)


@contextmanager
def opened_image(path: str | Path, wanted: int | str | None) -> Iterator[tuple[ImageHdu, list[fits.BinTableHDU]]]:
    """The first image HDU of a file, or the wanted one, not yet in memory, and the file's tables."""
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no observation {path}: check `file` of the tracer and `data_dir`")
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        # Observatories' pipelines leave many cards that astropy mends and warns of; none of them concerns what is read.
        warnings.simplefilter("ignore", AstropyWarning)
        with readable(path.name):
            hdus = stack.enter_context(fits.open(path, memmap=False))
            hdu = image_hdu(path.name, hdus, wanted)
            tables = [table.copy() for table in hdus if isinstance(table, fits.BinTableHDU) and not table.is_image]
        yield hdu, tables


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Raise ObservationInvalid for what astropy raises on a file that is no FITS file, or is cut off."""
    try:
        yield
    except (OSError, TypeError, ValueError) as error:
        raise ObservationInvalid(f"{name} is no FITS file, or is cut off ({error}): copy it again") from error


def image_hdu(name: str, hdus: fits.HDUList, wanted: int | str | None) -> ImageHdu:
    """The wanted HDU, or the first with an image of at least two axes; ObservationInvalid where there is none."""
    try:
        hdu = hdus[wanted] if wanted is not None else first_image(hdus)
    except (KeyError, IndexError) as error:
        raise ObservationInvalid(
            f"{name} has no HDU {wanted!r}: correct `hdu` of the tracer, or leave it out"
        ) from error
    if hdu is None or not hdu.is_image or len(hdu.shape) < 2 or 0 in hdu.shape:
        which = "no HDU with" if wanted is None else f"HDU {wanted!r}, which does not hold"
        raise ObservationInvalid(f"{name} has {which} an image of two axes: name another `hdu` of the tracer")
    return hdu


def first_image(hdus: fits.HDUList) -> ImageHdu | None:
    """The first HDU with an image of at least two axes, or None."""
    return next((hdu for hdu in hdus if hdu.is_image and hdu.header.get("NAXIS", 0) >= 2), None)


def read_plane(name: str, hdu: ImageHdu, tables: list[fits.BinTableHDU], entry: Mapping) -> Plane:
    """The one plane of an image, with what places it on the sky; ObservationInvalid where something is missing."""
    header = hdu.header.copy()
    wcs, beam = sky_of_header(name, header, tables, entry)
    with readable(name):
        values = np.array(hdu.data)
    plane = celestial_plane(name, header, values, entry).astype(np.float64)
    if not np.isfinite(plane).any():
        raise ObservationInvalid(f"{name} has no finite value at all: name another `hdu`, or another `file`")
    return Plane(name, header, plane, wcs, beam)


def sky_of_header(name: str, header: fits.Header, tables: list[fits.BinTableHDU], entry: Mapping) -> tuple[WCS, Beam]:
    """The celestial WCS, longitude first, and the beam of an image or cube."""
    wcs = celestial_wcs(name, header, entry)
    beam = beam_of_image(name, header, tables, entry)
    n_pixels = np.prod([header[f"NAXIS{axis}"] for axis in sky_axes(name, header, entry)])
    require_beam_inside(name, beam, np.sqrt(pixel_area_sr(wcs) * n_pixels))
    return wcs, beam


def pixel_area_sr(wcs: WCS) -> float:
    """Solid angle of a pixel."""
    return float(proj_plane_pixel_area(wcs) * np.deg2rad(1.0) ** 2)


def celestial_plane(name: str, header: fits.Header, values: np.ndarray, entry: Mapping) -> np.ndarray:
    """The one plane of an image, shape (latitude, longitude); NumPy's axes run opposite to those of FITS."""
    longitude, latitude = sky_axes(name, header, entry)
    plane = np.moveaxis(values, (values.ndim - latitude, values.ndim - longitude), (-2, -1))
    if plane[..., 0, 0].size != 1:
        raise ObservationInvalid(
            f"{name} has {plane[..., 0, 0].size} planes (shape {values.shape}), expected one: a continuum map has only "
            f"degenerate axes beside the two on the sky. Collapse the cube, or name another `file`"
        )
    return plane.reshape(plane.shape[-2:])


def require_beam_inside(name: str, beam: Beam, width_rad: float) -> None:
    """Raise ObservationInvalid where the beam is wider than the map, as when BMAJ is in arcsec."""
    if beam.major.to_value("rad") > width_rad:
        raise ObservationInvalid(
            f"{name}: the beam's major axis is {beam.major.to_value('arcsec'):.4g} arcsec, wider than the map; BMAJ "
            f"and BMIN are in degrees. Give the right `beam` of the tracer in the config"
        )
