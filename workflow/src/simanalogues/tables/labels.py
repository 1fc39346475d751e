"""How parameters, units, distances and networks are called in figures and tables."""

from simanalogues.distances.registry import DISTANCES
from simanalogues.map_kinds.registry import kind_of
from simanalogues.parameters.registry import PROJECTED_SEPARATION, parameter_called
from simanalogues.schema.heads import TRAINED

# Units for axes and tables.
ON_AXES = {"Msun": r"M$_{\odot}$", "Lsun": r"L$_{\odot}$", "yr-1": "yr$^{-1}$", "deg": "°"}
IN_TABLES = {"Msun": "M☉", "Lsun": "L☉", "yr-1": "yr⁻¹", "deg": "°"}
VARIANTS = {"mirrored": "mirrored (x → −x)", "turned90": "turned by 90°", "turned180": "turned by 180°"}
ENSEMBLE = "all networks"
TRAINED_ENSEMBLE = "all trained"
ENSEMBLES = (ENSEMBLE, TRAINED_ENSEMBLE)
PIXELS = "pixels"


def parameter_name(parameter: str) -> str:
    """Name of a parameter in words."""
    return parameter_called(parameter).label


def parameter_label(parameter: str, units: str) -> str:
    """Axis label of a parameter, with its symbol and unit."""
    symbol = f" ${parameter_called(parameter).symbol}$" if parameter_called(parameter).symbol else ""
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
    return settings[kind_of(settings["tracers"][tracer]).distance_key]


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
    return [parameter for parameter in parameters if parameter_called(parameter).estimated]


def lower_bound(parameter: str, projected_separation_au: float) -> float:
    """The least value that a parameter can have: a pair is at least as far apart in space as it looks."""
    lower = parameter_called(parameter).lower
    return projected_separation_au if lower == PROJECTED_SEPARATION else lower


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
