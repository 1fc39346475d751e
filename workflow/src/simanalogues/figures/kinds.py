"""The kinds of observed maps: how each is called, and how its maps are shown."""

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from simanalogues.figures.appearance import Appearance, Brightness, Velocity


def continuum(observation: xr.Dataset, settings: dict) -> Appearance:
    """Dust continuum in Jy/beam."""
    return Brightness(observation, settings["flux"], "brightness", "brightness", "Jy/beam", "jy_per_beam")


def moment0(observation: xr.Dataset, settings: dict) -> Appearance:
    """Integrated brightness of a line in Jy/beam km/s."""
    names = ("moment0", "integrated brightness", "Jy/beam km/s", "jy_kms_per_beam")
    return Brightness(observation, settings["flux"], *names)


def moment1(observation: xr.Dataset, settings: dict) -> Appearance:
    """Mean velocity of a line in km/s."""
    tracer = settings["tracers"][observation.attrs["tracer"]]
    return Velocity(observation, tracer["n_sigma"], tracer["crop"], tracer.get("velocity_limit_kms"))


@dataclass(frozen=True)
class Kind:
    """Name of a kind of map in words, and what makes the appearance of an observation."""

    name: str
    appearance: Callable[[xr.Dataset, dict], Appearance]


KINDS = {
    "continuum": Kind("continuum", continuum),
    "moment0": Kind("moment 0: integrated brightness of a line", moment0),
    "moment1": Kind("moment 1: mean velocity of a line", moment1),
}


def appearance_of(observation: xr.Dataset, settings: dict) -> Appearance:
    """How an observation and its synthetic maps are shown.

    Parameters
    ----------
    settings
        `flux` of the preparation, and `tracers`: `n_sigma`, `crop` and maybe `velocity_limit_kms` by tracer.
    """
    return KINDS[observation.attrs["map_kind"]].appearance(observation, settings)
