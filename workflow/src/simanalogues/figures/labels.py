"""How parameters, units, distances and networks are called in figures and tables."""

PARAMETERS = {
    "mass_msun": ("total mass", "M"),
    "mass_primary_msun": ("mass of the primary", "M_1"),
    "mass_secondary_msun": ("mass of the secondary", "M_2"),
    "age_primary_kyr": ("age of the primary", "t_1"),
    "separation_au": ("separation in space", "d"),
    "time_kyr": ("time in the simulation", "t"),
    "disk_size_primary_au": ("disk size of the primary", r"d_{\rm size}"),
}
# The clock of a simulation starts with its cloud, which is no property of the binary.
NOT_ESTIMATED = ("time_kyr",)
DISTANCES = {
    "cosine": "cosine",
    "euclidean": "Euclidean",
    "braycurtis": "Bray–Curtis",
    "canberra": "Canberra",
    "l1": "L1",
    "cosine_euclidean": "cosine + Euclidean (Eq. 12)",
}
VARIANTS = {"mirrored": "mirrored (x → −x)", "turned90": "turned by 90°", "turned180": "turned by 180°"}
ENSEMBLE = "all networks"
PIXELS = "pixels"


def parameter_name(parameter: str) -> str:
    """Name of a parameter in words."""
    return PARAMETERS[parameter][0] if parameter in PARAMETERS else parameter.replace("_", " ")


def parameter_label(parameter: str, units: str) -> str:
    """Axis label of a parameter, with its symbol and unit."""
    symbol = f" ${PARAMETERS[parameter][1]}$" if parameter in PARAMETERS else ""
    return f"{parameter_name(parameter)}{symbol} (" + units.replace("Msun", r"M$_{\odot}$") + ")"


def plain_units(units: str) -> str:
    """A unit for tables; empty where the parameter has none."""
    return "" if units == "1" else units.replace("Msun", "M☉")


def distance_name(distance: str) -> str:
    """Name of a distance in words."""
    return DISTANCES.get(distance, distance)


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
    return projected_separation_au if parameter == "separation_au" else 0.0


def default_network(networks: list[str]) -> str:
    """The network whose best matches are shown first: the first that is not the baseline `pixels`."""
    return deep_networks(networks)[0]


def deep_networks(networks: list[str]) -> list[str]:
    """All networks but the baseline `pixels`, each once in the order given; the baseline where there is no other."""
    return [network for network in dict.fromkeys(networks) if network != PIXELS] or [PIXELS]
