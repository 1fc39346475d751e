"""A view put on the sky: pixels along north and west, the pair at a random angle, the beam turned along, its header."""

from dataclasses import dataclass, replace

import astropy.units as u
import numpy as np
import xarray as xr
from astropy.coordinates import SkyCoord
from astropy.io import fits

from simanalogues.images.maps import Sky
from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.models.tracer_line import rest_frequency_hz
from simanalogues.pseudo.draws import Draw
from simanalogues.sky.geometry import PairOnSky

# As ALMA's images have it; the frame's own pixels where those are larger.
PIXELS_ACROSS_BEAM = 4.0
# Beyond the frame, for the splines that resample the map, and for the centring error.
MARGIN_BEAMS = 3.0


@dataclass(frozen=True)
class PseudoSky:
    """The sky of one pseudo-observation.

    sky
        As of an observation, but for its +y, which is north, and its size: it holds the frame at any angle.
    draw
        Which view it is of.
    pair
        The target's two stars.
    systemic_kms
        Of the target; not used for the continuum.
    """

    sky: Sky
    draw: Draw
    pair: PairOnSky
    systemic_kms: float

    @property
    def observed(self) -> ObservedMap:
        """The observation on the pixels of the sky, without its maps."""
        return self.sky.observation


def pseudo_sky(sky: Sky, draw: Draw, pair: PairOnSky, systemic_kms: float) -> PseudoSky:
    """The sky of a draw; `sky` is that of the observation in the frame."""
    observed, beam = sky.observation, sky.beam
    pixel_au = max(observed.pixel_au, beam.minor_au / PIXELS_ACROSS_BEAM)
    width_au = np.sqrt(2) * observed.field_au + 2 * MARGIN_BEAMS * beam.major_au
    n_pixels = int(np.ceil(width_au / pixel_au))
    empty = replace(
        observed,
        n_pixels=n_pixels,
        pixel_au=pixel_au,
        field_au=n_pixels * pixel_au,
        beam=replace(beam, angle_deg=beam.angle_deg + draw.position_angle_deg),
        maps={},
        observed=np.ones((n_pixels, n_pixels), bool),
    )
    return PseudoSky(Sky(empty, sky.settings, sky.line), draw, pair, systemic_kms)


def turned(view: xr.Dataset, position_angle_deg: float) -> xr.Dataset:
    """A view of the frame with +y north instead, so that the pair lies at that position angle; +x is west."""
    angle = np.radians(position_angle_deg)
    up, sightline = view["up"].values, view["sightline"].values
    north = np.cos(angle) * up + np.sin(angle) * np.cross(up, sightline)
    return view.assign(up=(view["up"].dims, north))


def stars_on_sky(pair: PairOnSky, draw: Draw) -> dict[str, list[float]]:
    """Where the observer takes the stars to be: `primary` and `secondary`, [ra, dec] in degrees."""
    half = pair.separation_arcsec / 2 * u.arcsec
    angles = {"primary": draw.position_angle_deg, "secondary": draw.position_angle_deg + 180.0}
    places: dict[str, SkyCoord] = {
        star: pair.centre.directional_offset_by(angle * u.deg, half) for star, angle in angles.items()
    }
    return {star: [float(place.ra.deg), float(place.dec.deg)] for star, place in places.items()}


def header_of(pseudo: PseudoSky) -> fits.Header:
    """North up, east left; the stars' midpoint is in the middle of the map, the one that the observer takes beside."""
    observed, beam, draw = pseudo.observed, pseudo.sky.beam, pseudo.draw
    pixel_deg = observed.pixel_au / observed.distance_pc / 3600
    beam_pixels = np.sqrt(beam.major_au * beam.minor_au) / observed.pixel_au
    middle = (observed.n_pixels + 1) / 2
    header = fits.Header({"BUNIT": "Jy/beam", "SYNTHET": True, "RADESYS": "ICRS"})
    header.update({"CTYPE1": "RA---SIN", "CUNIT1": "deg", "CTYPE2": "DEC--SIN", "CUNIT2": "deg"})
    header.update({"CRVAL1": pseudo.pair.centre.ra.deg, "CDELT1": -pixel_deg})
    header.update({"CRVAL2": pseudo.pair.centre.dec.deg, "CDELT2": pixel_deg})
    header["CRPIX1"] = middle + draw.error_west_beams * beam_pixels
    header["CRPIX2"] = middle + draw.error_north_beams * beam_pixels
    header["BMAJ"] = observed.beam_on_sky.major_arcsec / 3600
    header["BMIN"] = observed.beam_on_sky.minor_arcsec / 3600
    header["BPA"] = beam.angle_deg
    header.update(spectral_cards(pseudo) if observed.kind.is_line else {"RESTFRQ": observed.frequency_hz})
    return header


def spectral_cards(pseudo: PseudoSky) -> dict[str, str | float]:
    """Cards of the third axis, radio velocities, and of the line's rest frequency."""
    channels = pseudo.observed.channels
    first_kms = channels.first_kms + pseudo.systemic_kms
    axis = {"CTYPE3": "VRAD", "CUNIT3": "m/s", "CRPIX3": 1.0, "CRVAL3": 1e3 * first_kms}
    axis |= {"CDELT3": 1e3 * channels.width_kms, "SPECSYS": "LSRK"}
    return axis | {"RESTFRQ": rest_frequency_hz(pseudo.sky.line)}
