"""The two stars on the sky: separation, position angle and midpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord

from simanalogues.errors import ConfigError

Position = Sequence[float] | Sequence[str]


@dataclass(frozen=True)
class PairOnSky:
    """How the pair lies on the sky.

    separation_au, separation_arcsec
        Projected.
    position_angle_deg
        From secondary to primary at their midpoint, east of north, in [0, 360).
    centre
        The midpoint, ICRS.
    """

    separation_au: float
    separation_arcsec: float
    position_angle_deg: float
    centre: SkyCoord


def sky_position(position: Position, who: str) -> SkyCoord:
    """A place on the sky (ICRS) from [ra, dec] in degrees, or sexagesimal.

    Parameters
    ----------
    position
        Two numbers in degrees, or two strings: right ascension '16h32m22.871s', '16:32:22.871' (hours) or '248.1d',
        declination '-24d28m36.78s' or '-24:28:36.78'. A string of a bare number is in degrees.
    who
        Named in the error.

    Raises
    ------
    ConfigError
        The position cannot be understood, or is no place on the sky.
    """
    remedy = "give two numbers in degrees, or strings such as '16h32m22.871s' and '-24d28m36.78s'"
    if isinstance(position, str) or len(position) != 2:
        raise ConfigError(
            f"the position of the {who} is {position!r}, expected [right ascension, declination]: {remedy}"
        )
    try:
        ra, dec = (_unit_suited(entry, hours) for entry, hours in zip(position, (True, False), strict=True))
        place = SkyCoord(ra=ra[0], dec=dec[0], unit=(ra[1], dec[1]), frame="icrs")
    except (ValueError, TypeError, u.UnitsError) as error:
        raise ConfigError(
            f"the position of the {who} is {position!r}, which is no place on the sky ({error}): {remedy}"
        ) from error
    if not (np.isfinite(place.ra.deg) and np.isfinite(place.dec.deg)):
        raise ConfigError(f"the position of the {who} is {position!r}, which is not finite: {remedy}")
    return place


def _unit_suited(entry: float | str, hours: bool) -> tuple[float | str, u.Unit]:
    """An entry and its unit: numbers are degrees, colons mean hours in right ascension."""
    try:
        return float(entry), u.deg
    except ValueError:
        return entry, u.hourangle if hours else u.deg


def pair_on_sky(primary: Position, secondary: Position, distance_pc: float) -> PairOnSky:
    """Projected separation, position angle and midpoint of two stars.

    Parameters
    ----------
    primary, secondary
        [right ascension, declination] as `sky_position` reads them.
    distance_pc
        1 arcsec at 1 pc is 1 AU.

    Raises
    ------
    ConfigError
        A position cannot be understood, both are the same, or the distance is not positive.
    """
    first, second = sky_position(primary, "primary"), sky_position(secondary, "secondary")
    if not (np.isfinite(distance_pc) and distance_pc > 0):
        raise ConfigError(f"distance_pc is {distance_pc}, expected a positive number of parsecs")
    separation = second.separation(first)
    if separation.arcsec <= 0:
        raise ConfigError(
            f"the primary and the secondary are both at {list(primary)}: give the two stars' own positions"
        )
    centre = second.directional_offset_by(second.position_angle(first), separation / 2)
    return PairOnSky(
        separation_au=float(separation.arcsec * distance_pc),
        separation_arcsec=float(separation.arcsec),
        position_angle_deg=float(centre.position_angle(first).deg % 360.0),
        centre=centre,
    )


def pair_of_target(target: Mapping) -> PairOnSky:
    """The pair from a target's config block, which holds `primary`, `secondary` and `distance_pc`."""
    return pair_on_sky(target["primary"], target["secondary"], target["distance_pc"])
