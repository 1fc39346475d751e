"""The priors of a matching, and how much of the catalogue is inside of them."""

import json

import xarray as xr

from simanalogues.parameters.registry import parameter_called
from simanalogues.tables.formats import number, span
from simanalogues.tables.labels import parameter_name, plain_units

COUNTS = ("n_images", "n_images_in_priors", "n_outputs", "n_outputs_in_priors", "unknown_in_priors")


def priors_of(table: xr.Dataset) -> dict:
    """What a matching says of its priors: `ranges` and `units` by parameter, and counts of images and outputs."""
    named = {
        key: json.loads(table.attrs[attribute]) for key, attribute in (("ranges", "priors"), ("units", "prior_units"))
    }
    return named | {name: int(table.attrs[name]) for name in COUNTS}


def priors_in_words(priors: dict) -> str:
    """A sentence on the priors and on what takes part; empty without priors.

    Parameters
    ----------
    priors
        What `priors_of` gives.
    """
    if not priors["ranges"]:
        return ""
    listed = "; ".join(_prior(name, limits, priors["units"][name]) for name, limits in priors["ranges"].items())
    unknown = priors["unknown_in_priors"]
    return (
        f"Priors: {listed}. Inside of them, and taking part, are {priors['n_images_in_priors']} of "
        f"{priors['n_images']} images, of {priors['n_outputs_in_priors']} of {priors['n_outputs']} outputs"
        + (f"; {unknown} images were left out since a value of theirs is not known." if unknown else ".")
    )


def _prior(name: str, limits: list, units: str) -> str:
    if parameter_called(name).categories:
        return f"{parameter_name(name)} {' or '.join(map(str, limits))}"
    lowest, highest = limits
    if None not in limits:
        words = span(lowest, highest)
    elif lowest is not None:
        words = f"at least {number(lowest)}"
    else:
        words = "any" if highest is None else f"at most {number(highest)}"
    return f"{parameter_name(name)} {words} {plain_units(units)}".rstrip()
