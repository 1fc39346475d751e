"""What a run found, in a few lines: `python -m simanalogues.tables.summary results/{target}`."""

import json
import sys
from pathlib import Path

from simanalogues.errors import InputMissing
from simanalogues.tables.formats import number, span, without_disk
from simanalogues.tables.labels import (
    ENSEMBLES,
    TRAINED_ENSEMBLE,
    is_trained,
    parameter_in_words,
    shown_distances,
)
from simanalogues.tables.priors import priors_in_words

N_BEST_SHOWN = 5
MOST_TRACERS_BY_NETWORK = 2


def format_summary(folder: str | Path) -> str:
    """Where the report is, the priors, the best matches of every network, and each parameter beside the catalogue and
    the truth.

    Parameters
    ----------
    folder
        `results/{target}`.

    Raises
    ------
    InputMissing
        The folder has no report or no table of estimates.
    """
    folder = Path(folder)
    report, table = folder / "report.html", folder / "estimates.json"
    for path in (report, table):
        if not path.is_file():
            raise InputMissing(f"there is no {path}: run snakemake to its end first")
    content = json.loads(table.read_text())
    priors = priors_in_words(content["priors"])
    lines = [
        f"Report: {report.resolve()}",
        *([priors] if priors else []),
        "",
        *best_lines(content),
        "",
        *estimate_lines(content),
    ]
    return "\n".join(lines)


def best_lines(content: dict) -> list[str]:
    """The best matches with the distance that is shown of their tracer, network by network."""
    lines = [f"Best matches ({shown_distances(content['distances'])}; near-duplicates collapsed):"]
    rows = [row for row in content["best"] if row["distance"] == content["distances"][row["tracer"]]]
    for name in dict.fromkeys((row["network"], row["tracer"]) for row in rows):
        of_network = [row for row in rows if (row["network"], row["tracer"]) == name][:N_BEST_SHOWN]
        found = ", ".join(f"{row['simulation']} {row['output']} view {row['view']}" for row in of_network)
        lines.append(f"  {name[0]}, {name[1]}: {found}")
    return lines


def estimate_lines(content: dict) -> list[str]:
    """A table of the shown distances: estimate, truth, range of the catalogue, its member nearest to the truth.

    For more than two tracers, of all networks without a trained head together and of all with one only; the report has
    the others.
    """
    header = ["parameter", "tracer", "network", "estimate (68 %)", "truth", "catalogue", "nearest to truth"]
    shown = [row for row in content["estimates"] if row["distance"] == content["distances"][row["tracer"]]]
    if len(content["distances"]) > MOST_TRACERS_BY_NETWORK:
        shown = [row for of in (False, True) for row in _together([row for row in shown if _is_trained(row) is of])]
    rows = [header] + [_cells(row) for row in shown]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _together(rows: list[dict]) -> list[dict]:
    """Rows of the ensemble; all where there is none, of one network."""
    return [row for row in rows if row["network"] in ENSEMBLES] or rows


def _is_trained(row: dict) -> bool:
    return row["network"] == TRAINED_ENSEMBLE or is_trained(row["network"])


def _cells(row: dict) -> list[str]:
    nearest = "–" if row["nearest"] is None else f"{number(row['nearest'])} ({row['nearest_output'].replace('/', ' ')})"
    return [
        parameter_in_words(row["parameter"], row["units"]),
        row["tracer"],
        row["network"] + (" *" if row["fallback"] else ""),
        f"{number(row['median'])} ({span(row['p16'], row['p84'])})" + without_disk(row),
        number(row["truth"]),
        span(row["catalogue_min"], row["catalogue_max"]),
        nearest,
    ]


if __name__ == "__main__":
    print(format_summary(sys.argv[1]))
    print("\n* nothing passed the cut: the best images were taken instead")
