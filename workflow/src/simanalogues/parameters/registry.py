"""The parameters that systems have, an entry each: name, unit, words, bound, and where its values come from.

Imports nothing heavy, so that a Snakefile may use it.
"""

import difflib
import math
from dataclasses import dataclass

from simanalogues.errors import ConfigError

STARS = ("primary", "secondary")
BOTH = "both"
CATALOGUE, SYSTEM_VIEWS = "catalogue", "system_views"
# The least value of what is at least as long in space as it looks.
PROJECTED_SEPARATION = "projected separation"


@dataclass(frozen=True)
class Source:
    """Where the values of a parameter stand.

    kind, variable
        Kind of file, `catalogue` (a value per output) or `system_views` (one per view), and its variable.
    star
        `primary` or `secondary` of a variable of stars, `both` for their sum; None of any other.
    from_spectra
        Whether the variable is only there with spectra.
    """

    kind: str
    variable: str
    star: str | None = None
    from_spectra: bool = False


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    name, unit
        In the config and in files; `1` without a unit.
    label, symbol
        In words, and for mathematical text; empty where there is no symbol.
    lower
        The least value that it can have, or `PROJECTED_SEPARATION`.
    zero_is_none
        Whether a value of exactly 0 says that there is no disk, which no smooth density can show.
    estimated
        Whether it is a property of the system that is estimated.
    categories
        The values of one that is no number; empty of a number.
    number
        The parameter that says in numbers what the categories say; empty of a number.
    """

    name: str
    unit: str
    label: str
    symbol: str
    source: Source
    lower: float | str = 0.0
    zero_is_none: bool = False
    estimated: bool = True
    categories: tuple[str, ...] = ()
    number: str = ""


def _of_star(
    name: str, unit: str, label: str, symbols: tuple[str, str], variable: str, *, kind: str = CATALOGUE, **others: bool
) -> tuple[Parameter, ...]:
    """A parameter of the primary and one of the secondary, whose names stand in place of `{}`."""
    return tuple(
        Parameter(name.format(star), unit, label.format(star), symbol, Source(kind, variable, star), **others)
        for star, symbol in zip(STARS, symbols, strict=True)
    )


def _of_output(name: str, unit: str, label: str, symbol: str, **others: float | str | bool) -> Parameter:
    return Parameter(name, unit, label, symbol, Source(CATALOGUE, name), **others)


def _of_view(name: str, unit: str, label: str, symbol: str) -> Parameter:
    return Parameter(name, unit, label, symbol, Source(SYSTEM_VIEWS, name))


def _of_spectrum(name: str, unit: str, label: str, symbol: str, **others: str | tuple[str, ...]) -> Parameter:
    return Parameter(name, unit, label, symbol, Source(SYSTEM_VIEWS, name, from_spectra=True), **others)


_ENTRIES = (
    Parameter("mass_msun", "Msun", "total mass", "M", Source(CATALOGUE, "mass_msun", BOTH)),
    Parameter("luminosity_lsun", "Lsun", "luminosity of both stars", "L", Source(CATALOGUE, "luminosity_lsun", BOTH)),
    *_of_star("mass_{}_msun", "Msun", "mass of the {}", ("M_1", "M_2"), "mass_msun"),
    *_of_star("age_{}_kyr", "kyr", "age of the {}", ("t_1", "t_2"), "age_kyr"),
    *_of_star(
        "accretion_{}_msun_per_yr",
        "Msun yr-1",
        "accretion rate of the {}",
        (r"\dot{M}_1", r"\dot{M}_2"),
        "accretion_msun_per_yr",
    ),
    *_of_star("luminosity_{}_lsun", "Lsun", "luminosity of the {}", ("L_1", "L_2"), "luminosity_lsun"),
    *_of_star(
        "disk_size_{}_au",
        "AU",
        "disk size of the {}",
        (r"d_{\rm size}", r"d_{\rm size,2}"),
        "disk_size_au",
        zero_is_none=True,
    ),
    *_of_star(
        "disk_mass_{}_msun",
        "Msun",
        "disk mass of the {}",
        (r"M_{\rm disk,1}", r"M_{\rm disk,2}"),
        "disk_mass_msun",
        zero_is_none=True,
    ),
    *_of_star(
        "gas_mass_100au_{}_msun",
        "Msun",
        "gas within 100 AU of the {}",
        (r"M_{\rm gas,1}", r"M_{\rm gas,2}"),
        "gas_mass_100au_msun",
    ),
    # The clock of a simulation starts with its cloud, which is no property of the binary.
    _of_output("time_kyr", "kyr", "time in the simulation", "t", estimated=False),
    _of_output("separation_au", "AU", "separation in space", "d", lower=PROJECTED_SEPARATION),
    # The only one that can be negative: where the orbit is unbound.
    _of_output("semi_major_axis_au", "AU", "semi-major axis", "a", lower=-math.inf),
    _of_output("eccentricity", "1", "eccentricity", "e"),
    _of_output("orbital_period_kyr", "kyr", "orbital period", "P"),
    _of_output("n_periastra", "1", "number of periastra passed", r"n_{\rm peri}"),
    _of_output("time_since_periastron_kyr", "kyr", "time since periastron", r"t_{\rm peri}"),
    _of_output("orbital_phase", "1", "orbital phase since periastron", r"t_{\rm peri}/P"),
    _of_view("orbital_plane_angle_deg", "deg", "angle of the sightline to the orbital plane", r"\beta"),
    _of_view("orbital_inclination_deg", "deg", "inclination of the orbit", "i"),
    *_of_star(
        "disk_inclination_{}_deg",
        "deg",
        "inclination of the {}'s disk",
        (r"i_{\rm disk,1}", r"i_{\rm disk,2}"),
        "disk_inclination_deg",
        kind=SYSTEM_VIEWS,
    ),
    _of_spectrum("bolometric_temperature_k", "K", "bolometric temperature", r"T_{\rm bol}"),
    _of_spectrum("bolometric_luminosity_lsun", "Lsun", "bolometric luminosity", r"L_{\rm bol}"),
    _of_spectrum(
        "evolutionary_class",
        "1",
        "Class",
        "",
        categories=("0", "I", "II", "III"),
        number="bolometric_temperature_k",
    ),
)
PARAMETERS = {parameter.name: parameter for parameter in _ENTRIES}
TIME = "time_kyr"


def parameter_called(name: str, *, key: str = "") -> Parameter:
    """The parameter of that name.

    Parameters
    ----------
    key
        The key of the config that names it.

    Raises
    ------
    ConfigError
        There is none; the message lists what there is, and names the nearest.
    """
    if name not in PARAMETERS:
        nearest = difflib.get_close_matches(name, PARAMETERS, n=1, cutoff=0.0)[0]
        raise ConfigError(
            f"{key}{': ' if key else ''}no parameter is called '{name}': choose from {', '.join(PARAMETERS)} "
            f"(the nearest is '{nearest}')"
        )
    return PARAMETERS[name]
