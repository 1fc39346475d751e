"""How parameters, units, distances and networks are called in figures and tables."""

import math

from simanalogues.distances.registry import DISTANCES
from simanalogues.schema.training_kind import TRAINED

PARAMETERS = {
    "mass_msun": ("total mass", "M"),
    "mass_primary_msun": ("mass of the primary", "M_1"),
    "mass_secondary_msun": ("mass of the secondary", "M_2"),
    "age_primary_kyr": ("age of the primary", "t_1"),
    "age_secondary_kyr": ("age of the secondary", "t_2"),
    "separation_au": ("separation in space", "d"),
    "time_kyr": ("time in the simulation", "t"),
    "accretion_primary_msun_per_yr": ("accretion rate of the primary", r"\dot{M}_1"),
    "accretion_secondary_msun_per_yr": ("accretion rate of the secondary", r"\dot{M}_2"),
    "luminosity_lsun": ("luminosity of both stars", "L"),
    "luminosity_primary_lsun": ("luminosity of the primary", "L_1"),
    "luminosity_secondary_lsun": ("luminosity of the secondary", "L_2"),
    "disk_size_primary_au": ("disk size of the primary", r"d_{\rm size}"),
    "disk_size_secondary_au": ("disk size of the secondary", r"d_{\rm size,2}"),
    "disk_mass_primary_msun": ("disk mass of the primary", r"M_{\rm disk,1}"),
    "disk_mass_secondary_msun": ("disk mass of the secondary", r"M_{\rm disk,2}"),
    "gas_mass_100au_primary_msun": ("gas within 100 AU of the primary", r"M_{\rm gas,1}"),
    "gas_mass_100au_secondary_msun": ("gas within 100 AU of the secondary", r"M_{\rm gas,2}"),
    "semi_major_axis_au": ("semi-major axis", "a"),
    "eccentricity": ("eccentricity", "e"),
    "orbital_period_kyr": ("orbital period", "P"),
    "n_periastra": ("number of periastra passed", r"n_{\rm peri}"),
    "time_since_periastron_kyr": ("time since periastron", r"t_{\rm peri}"),
    "orbital_phase": ("orbital phase since periastron", r"t_{\rm peri}/P"),
    "orbital_plane_angle_deg": ("angle of the sightline to the orbital plane", r"\beta"),
    "orbital_inclination_deg": ("inclination of the orbit", "i"),
    "disk_inclination_primary_deg": ("inclination of the primary's disk", r"i_{\rm disk,1}"),
    "disk_inclination_secondary_deg": ("inclination of the secondary's disk", r"i_{\rm disk,2}"),
    "bolometric_temperature_k": ("bolometric temperature", r"T_{\rm bol}"),
    "bolometric_luminosity_lsun": ("bolometric luminosity", r"L_{\rm bol}"),
    "evolutionary_class": ("Class", ""),
}
# Units for axes and tables.
ON_AXES = {"Msun": r"M$_{\odot}$", "Lsun": r"L$_{\odot}$", "yr-1": "yr$^{-1}$", "deg": "°"}
IN_TABLES = {"Msun": "M☉", "Lsun": "L☉", "yr-1": "yr⁻¹", "deg": "°"}
# A value of exactly 0 says that there is no disk, which no smooth density can show.
OF_DISKS = ("disk_size_primary_au", "disk_size_secondary_au", "disk_mass_primary_msun", "disk_mass_secondary_msun")
# The only parameter that can be negative: where the orbit is unbound.
UNBOUNDED = ("semi_major_axis_au",)
# The clock of a simulation starts with its cloud, which is no property of the binary.
NOT_ESTIMATED = ("time_kyr",)
VARIANTS = {"mirrored": "mirrored (x → −x)", "turned90": "turned by 90°", "turned180": "turned by 180°"}
ENSEMBLE = "all networks"
TRAINED_ENSEMBLE = "all trained"
ENSEMBLES = (ENSEMBLE, TRAINED_ENSEMBLE)
PIXELS = "pixels"


def parameter_name(parameter: str) -> str:
    """Name of a parameter in words."""
    return PARAMETERS[parameter][0] if parameter in PARAMETERS else parameter.replace("_", " ")


def parameter_label(parameter: str, units: str) -> str:
    """Axis label of a parameter, with its symbol and unit."""
    symbol = f" ${PARAMETERS[parameter][1]}$" if PARAMETERS.get(parameter, ("", ""))[1] else ""
    return f"{parameter_name(parameter)}{symbol}" + (f" ({_worded(units, ON_AXES)})" if units != "1" else "")


def plain_units(units: str) -> str:
    """A unit for tables; empty where the parameter has none."""
    return "" if units == "1" else _worded(units, IN_TABLES)


def _worded(units: str, words: dict[str, str]) -> str:
    return " ".join(words.get(unit, unit) for unit in units.split())


def parameter_in_words(parameter: str, units: str) -> str:
    """Name of a parameter in words, with its unit in brackets where it has one."""
    worded = plain_units(units)
    return parameter_name(parameter) + (f" ({worded})" if worded else "")


def distance_name(distance: str) -> str:
    """Name of a distance in words; that of a baseline, which has none, as it is."""
    return DISTANCES[distance].label if distance in DISTANCES else distance


def short_distance_name(distance: str) -> str:
    """Name of a distance where columns are many."""
    return (distance in DISTANCES and DISTANCES[distance].short) or distance_name(distance)


def shown_distance(settings: dict, tracer: str) -> str:
    """The distance that a tracer's figures and first tables show: `line_distance` for moment 1, else `distance`."""
    return settings["line_distance" if settings["tracers"][tracer]["kind"] == "moment1" else "distance"]


def shown_distances(distances: dict[str, str]) -> str:
    """The shown distances of all tracers in words, such as `Euclidean`; which is whose where they differ."""
    by_distance: dict[str, list[str]] = {}
    for tracer, distance in distances.items():
        by_distance.setdefault(distance_name(distance), []).append(tracer)
    if len(by_distance) == 1:
        return f"{next(iter(by_distance))} distance"
    return ", ".join(f"{name} distance ({', '.join(tracers)})" for name, tracers in by_distance.items())


def estimated(parameters: list[str]) -> list[str]:
    """Those parameters that are estimated, in their order."""
    return [parameter for parameter in parameters if parameter not in NOT_ESTIMATED]


def lower_bound(parameter: str, projected_separation_au: float) -> float:
    """The least value that a parameter can have: a pair is at least as far apart in space as it looks."""
    if parameter in UNBOUNDED:
        return -math.inf
    return projected_separation_au if parameter == "separation_au" else 0.0


def default_network(networks: list[str]) -> str:
    """The network whose best matches are shown first: the first deep one without a trained head."""
    return deep_networks(networks)[0]


def deep_networks(networks: list[str]) -> list[str]:
    """All networks but the baseline `pixels` and those with a trained head, each once in the order given.

    Where there is none of them: those with a trained head, and where there is none of these either, the baseline.
    """
    others = [network for network in dict.fromkeys(networks) if network != PIXELS]
    return [network for network in others if not is_trained(network)] or others or [PIXELS]


def is_trained(network: str) -> bool:
    """Whether a network is a backbone with a trained head."""
    return network.endswith(TRAINED)


def backbone_of(network: str) -> str:
    """The backbone of a network with a trained head; any other network is its own."""
    return network.removesuffix(TRAINED)


def positions_of(networks: list[str], untrained: list[str]) -> list[int]:
    """Places of networks in the list of colours: a trained one has that of its backbone, so that both look alike."""
    order = list(dict.fromkeys([*untrained, *map(backbone_of, networks)]))
    return [order.index(backbone_of(network)) for network in networks]
