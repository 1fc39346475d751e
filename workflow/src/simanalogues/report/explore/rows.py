"""Which images the page to explore holds: the best of all tracers, networks and distances first."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.tables.matchings import Label

MOST_IMAGES = 2000
# Larger moment maps are kept of so many images per tracer.
MOST_MOMENT_MAPS = 200


def ranked_labels(tables: Iterable[xr.Dataset]) -> list[Label]:
    """Simulation, output and view of all images, by the best rank that any network and distance gives them.

    Those of equal rank stand by simulation, output and view.
    """
    best = pd.concat([pd.Series(table["rank"].values.min(axis=1), index_of(table)) for table in tables])
    ranked = best.groupby(level=[0, 1, 2]).min().sort_values(kind="stable")
    return [(str(simulation), int(output), int(view)) for simulation, output, view in ranked.index]


def taken_labels(tables: list[xr.Dataset]) -> list[Label]:
    """The images that the page holds, at most 2000.

    With fewer combinations of tracer, network and distance than that, the best of each is among them, so that the page
    sees as well as the matching whether anything passes a cut.
    """
    return ranked_labels(tables)[:MOST_IMAGES]


def mapped_labels(tables: list[xr.Dataset], tracer: str, taken: list[Label]) -> list[Label]:
    """Those of the taken images whose larger moment maps are kept of a tracer, the best of it first; at most 200."""
    of_tracer = ranked_labels(table for table in tables if table.attrs["tracer"] == tracer)
    wanted = set(taken)
    return [label for label in of_tracer if label in wanted][:MOST_MOMENT_MAPS]


def rows_in(table: xr.Dataset, labels: list[Label]) -> np.ndarray:
    """Row of each image in a table, shape (len(labels),); -1 where it has none."""
    return index_of(table).get_indexer(pd.MultiIndex.from_tuples(labels))


def index_of(table: xr.Dataset) -> pd.MultiIndex:
    """Simulation, output and view of the rows of a table."""
    columns = [table["simulation"].values.astype(str), table["output"].values, table["view"].values]
    return pd.MultiIndex.from_arrays(columns)
