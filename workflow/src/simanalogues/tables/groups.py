"""Networks that are shown together: those without a trained head, and those with one."""

from dataclasses import dataclass

import xarray as xr

from simanalogues.errors import InputMissing
from simanalogues.tables.labels import ENSEMBLE, TRAINED_ENSEMBLE, positions_of
from simanalogues.tables.matchings import by_training, networks_of


@dataclass(frozen=True)
class Group:
    """Matching tables of one tracer, one per network.

    positions
        Places of the networks in the list of colours.
    name
        What all of them together are called.
    """

    tables: list[xr.Dataset]
    positions: list[int]
    name: str

    @property
    def tracer(self) -> str:
        """Name of the tracer."""
        return self.tables[0].attrs["tracer"]


def groups_of(tables: list[xr.Dataset], *, trained: bool) -> list[Group]:
    """The networks that are shown, those with a trained head or those without, and after them the others if there are.

    Raises
    ------
    InputMissing
        None would be shown.
    """
    by_name = by_training(tables)
    if not by_name[TRAINED_ENSEMBLE if trained else ENSEMBLE]:
        raise InputMissing(
            f"none of {len(tables)} matching files of tracer '{tables[0].attrs['tracer']}' is of a network "
            f"{'with' if trained else 'without'} a trained head: run snakemake again"
        )
    untrained = networks_of(by_name[ENSEMBLE])
    words = {ENSEMBLE: "all networks", TRAINED_ENSEMBLE: "all trained networks"}
    groups = [
        Group(members, positions_of(networks_of(members), untrained), words[name])
        for name, members in by_name.items()
        if members
    ]
    return groups[::-1] if trained else groups
