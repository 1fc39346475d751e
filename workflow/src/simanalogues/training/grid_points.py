"""Which points a grid search has. Light to import: the Snakefile asks."""

import itertools
from collections.abc import Mapping

NAME = "{:03d}"


def points_of(grid: Mapping[str, list]) -> dict[str, dict]:
    """Settings of each point by its name: all values of a key with all of the others; none of an empty grid."""
    if not grid:
        return {}
    values = itertools.product(*grid.values())
    return {NAME.format(place): dict(zip(grid, chosen, strict=True)) for place, chosen in enumerate(values)}
