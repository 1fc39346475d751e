"""How the maps of an observation are shown, by what is compared of its kind."""

from simanalogues.figures.appearance import Appearance, Brightness, Velocity
from simanalogues.map_kinds.kind import ComparedAs
from simanalogues.map_kinds.observed_map import ObservedMap


def appearance_of(observation: ObservedMap, settings: dict) -> Appearance:
    """How an observation and its synthetic maps are shown.

    Parameters
    ----------
    settings
        `flux` of the preparation, and `tracers`: `n_sigma`, `crop` and maybe `velocity_limit_kms` by tracer.
    """
    return APPEARANCES[observation.kind.compared_as](observation, settings)


def of_brightness(observation: ObservedMap, settings: dict) -> Appearance:
    """Brightness in the unit of its kind."""
    return Brightness(observation, settings["flux"])


def of_velocity(observation: ObservedMap, settings: dict) -> Appearance:
    """Mean velocity of a line in km/s."""
    tracer = settings["tracers"][observation.tracer]
    return Velocity(observation, tracer["n_sigma"], tracer["crop"], tracer.get("velocity_limit_kms"))


APPEARANCES = {ComparedAs.BRIGHTNESS: of_brightness, ComparedAs.VELOCITY: of_velocity}
