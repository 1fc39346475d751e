"""The distances as the config asks for them: as meant or as printed, and those that are made of others (Eq. 12)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simanalogues.distances.combined import largest
from simanalogues.distances.registry import COMBINED, DISTANCES


def as_defined(distances: pd.DataFrame, settings: Mapping) -> pd.DataFrame:
    """The distances of features, as they are printed where the config asks for that."""
    if not settings["as_printed"]:
        return distances
    printed = {name: DISTANCES[name].printed_as for name in distances if DISTANCES[name].printed_as}
    return distances.assign(**{name: distances[other] for name, other in printed.items()})


def norms_of(distances: pd.DataFrame) -> dict[str, float]:
    """The largest distance, by name, of those that others are combined of."""
    return {name: largest(distances[name].to_numpy()) for combined in COMBINED for name in DISTANCES[combined].parts}


def chosen(distances: pd.DataFrame, norms: Mapping[str, float], settings: Mapping) -> pd.DataFrame:
    """The configured distances, combined ones among them with the largest distances of the catalogue as their norms."""
    combined = {name: _combined(name, distances, norms, settings["as_printed"]) for name in COMBINED}
    return distances.assign(**combined)[settings["distances"]]


def _combined(name: str, distances: pd.DataFrame, norms: Mapping[str, float], as_printed: bool) -> np.ndarray:
    parts = DISTANCES[name].parts
    values = [distances[part].to_numpy() for part in parts]
    return DISTANCES[name].combine(*values, norms=tuple(norms[part] for part in parts), as_printed=as_printed)
