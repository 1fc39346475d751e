"""A FITS image of the sky, with what is needed to compare it: Jy/beam, beam, frequency and celestial WCS.

What the header lacks, or says wrongly, the tracer's config entry can supply: `hdu`, `beam`, `unit`, `frequency_ghz`,
`wcs`.
"""

import warnings
from collections.abc import Mapping
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
from simanalogues.observation.celestial import celestial_axes, celestial_wcs


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
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no observation {path}: check `file` of the tracer and `data_dir`")
    with warnings.catch_warnings():
        # Observatories' pipelines leave many cards that astropy mends and warns of; none of them concerns what is read.
        warnings.simplefilter("ignore", AstropyWarning)
        header, values, tables = read_hdu(path, entry.get("hdu"))
        return image_from_header(path.name, header, values, tables, entry)


def read_hdu(path: Path, wanted: int | str | None) -> tuple[fits.Header, np.ndarray, list[fits.BinTableHDU]]:
    """Header and values of the first image HDU, or of the wanted one, and the file's tables, all in memory."""
    try:
        with fits.open(path, memmap=False) as hdus:
            hdu = hdus[wanted] if wanted is not None else first_image(hdus)
            if hdu is None or not hdu.is_image or hdu.data is None or hdu.data.ndim < 2:
                which = "no HDU with" if wanted is None else f"HDU {wanted!r}, which does not hold"
                raise ObservationInvalid(f"{path} has {which} an image of two axes: name another `hdu` of the tracer")
            tables = [table.copy() for table in hdus if isinstance(table, fits.BinTableHDU) and not table.is_image]
            return hdu.header.copy(), np.array(hdu.data), tables
    except (KeyError, IndexError) as error:
        raise ObservationInvalid(
            f"{path} has no HDU {wanted!r}: correct `hdu` of the tracer, or leave it out"
        ) from error
    except (OSError, TypeError, ValueError) as error:
        raise ObservationInvalid(f"{path} is no FITS file, or is cut off ({error}): copy it again") from error


def first_image(hdus: fits.HDUList) -> fits.PrimaryHDU | fits.ImageHDU | None:
    """The first HDU with an image of at least two axes, or None."""
    return next((hdu for hdu in hdus if hdu.is_image and hdu.header.get("NAXIS", 0) >= 2), None)


def image_from_header(
    name: str, header: fits.Header, values: np.ndarray, tables: list[fits.BinTableHDU], entry: Mapping
) -> FitsImage:
    """What `read_fits_image` gives, from what lies in memory."""
    wcs = celestial_wcs(name, header, entry)
    plane = celestial_plane(name, header, values, entry)
    if not np.isfinite(plane).any():
        raise ObservationInvalid(f"{name} has no finite value at all: name another `hdu`, or another `file`")
    beam = beam_of_image(name, header, tables, entry)
    frequency_hz = frequency_of_image(name, header, entry)
    unit = unit_of_image(name, header, entry)
    pixel_area_sr = proj_plane_pixel_area(wcs) * np.deg2rad(1.0) ** 2
    require_beam_inside(name, beam, np.sqrt(pixel_area_sr * plane.size))
    factor = jy_per_beam_factor(name, unit, beam=beam, pixel_area_sr=pixel_area_sr, frequency_hz=frequency_hz)
    return FitsImage(name, plane.astype(np.float64) * factor, wcs, beam, frequency_hz)


def celestial_plane(name: str, header: fits.Header, values: np.ndarray, entry: Mapping) -> np.ndarray:
    """The one plane of an image, shape (latitude, longitude); NumPy's axes run opposite to those of FITS."""
    longitude, latitude = (1, 2) if "wcs" in entry else celestial_axes(name, header)
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
