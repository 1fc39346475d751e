"""The table of how far tracers agree: whether their best matches are of the same moments, against chance."""

import csv
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.scoring.weighted import percentile_of
from simanalogues.sky.seeds import labelled_rng
from simanalogues.tables.duplicates import best_rows
from simanalogues.tables.labels import shown_distance
from simanalogues.tables.matchings import read_matchings
from simanalogues.tables.overlap import ROUNDING, Outputs, drawn, joint_shares, outputs_of, overlap, shifted
from simanalogues.whole_files import write_text_whole, written_whole

N_DRAWS = 1000
N_COMMON = 3
COLUMNS = ("network", "tracer_1", "tracer_2", "n_1", "n_2", "overlap", "chance_mean", "chance_p05", "chance_p95")
COLUMNS += ("percentile", "random_mean", "common")


@dataclass(frozen=True)
class Catalogue:
    """What all pairs of tracers of one network share.

    best
        Position of the output of each of the best images, by tracer.
    random
        Mean overlap of images that are drawn at random.
    """

    network: str
    outputs: Outputs
    best: dict[str, np.ndarray]
    reach_kyr: float
    random: float


def tabulate_agreement(
    matchings: Iterable[str | Path], *, settings: dict, json_file: str | Path, csv_file: str | Path
) -> None:
    """Write the overlap of the best matches of each pair of tracers with each network; no row with one tracer only.

    Parameters
    ----------
    settings
        The config's `figures` block (`distance`, `line_distance`, `agreement_kyr`), `tracers` with their `kind`, and
        `seed`.
    """
    tables = read_matchings(matchings)
    networks = dict.fromkeys(table.attrs["network"] for table in tables)
    rows = [
        row
        for network in networks
        for row in rows_of([table for table in tables if table.attrs["network"] == network], settings)
    ]
    content = {"agreement_kyr": settings["agreement_kyr"], "n_draws": N_DRAWS, "seed": settings["seed"], "rows": rows}
    write_text_whole(json_file, json.dumps(content, indent=1, allow_nan=False) + "\n")
    with written_whole(csv_file) as partial, partial.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"common": "; ".join(map(_in_words, row["common"]))} for row in rows)


def rows_of(tables: list[xr.Dataset], settings: dict) -> list[dict]:
    """One row per pair of tracers of one network, in the order of their names."""
    if len(tables) < 2:
        return []
    outputs, positions = outputs_of(tables, settings["agreement_kyr"])
    best = {}
    for table, position in zip(tables, positions, strict=True):
        tracer = table.attrs["tracer"]
        best[tracer] = position[best_rows(table, shown_distance(settings, tracer))]
    best = {tracer: chosen for tracer, chosen in best.items() if chosen.size}
    network, size = tables[0].attrs["network"], max((chosen.size for chosen in best.values()), default=0)
    rng = labelled_rng(settings["seed"], network)
    pair = (drawn(outputs.place[positions[0]], size, N_DRAWS, rng) for _ in range(2)) if size else ()
    random = float(overlap(*pair, settings["agreement_kyr"]).mean()) if size else 0.0
    catalogue = Catalogue(network, outputs, best, settings["agreement_kyr"], random)
    return [agreement_of(catalogue, *names, seed=settings["seed"]) for names in itertools.combinations(best, 2)]


def agreement_of(catalogue: Catalogue, first: str, second: str, *, seed: int) -> dict:
    """Overlap of two tracers, what it is where the second's best times are shifted, and the moments they share."""
    outputs, reach = catalogue.outputs, catalogue.reach_kyr
    ours, theirs = catalogue.best[first], catalogue.best[second]
    observed = float(overlap(outputs.place[ours], outputs.place[theirs], reach))
    draws = shifted(outputs, theirs, N_DRAWS, labelled_rng(seed, catalogue.network, first, second))
    chance = overlap(outputs.place[ours], draws, reach)
    values = (
        *(catalogue.network, first, second, int(ours.size), int(theirs.size), observed, float(chance.mean())),
        *map(float, np.quantile(chance, [0.05, 0.95])),
        percentile_of(observed, chance, np.ones(N_DRAWS)),
        catalogue.random,
        common_moments(outputs, joint_shares(outputs, ours, theirs, reach), reach),
    )
    return dict(zip(COLUMNS, values, strict=True))


def common_moments(outputs: Outputs, joint: np.ndarray, reach_kyr: float) -> list[dict]:
    """The outputs of the highest joint share, so far apart that no match counts for two of them; three at most."""
    kept: list[int] = []
    for row in np.argsort(-joint, kind="stable"):
        if joint[row] == 0 or len(kept) == N_COMMON:
            break
        if (np.abs(outputs.place[kept] - outputs.place[row]) > 2 * reach_kyr + ROUNDING).all():
            kept.append(int(row))
    return [
        {"simulation": outputs.names[row][0], "output": outputs.names[row][1], "share": float(joint[row])}
        for row in kept
    ]


def _in_words(moment: dict) -> str:
    return f"{moment['simulation']} {moment['output']} ({100 * moment['share']:.0f} %)"
