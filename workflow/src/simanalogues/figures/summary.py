"""What a run says at its end: where the report is, the best matches, and each estimate beside truth and catalogue."""

import argparse
import json
from pathlib import Path

from simanalogues.errors import InputMissing
from simanalogues.figures.formats import number, span
from simanalogues.figures.labels import ENSEMBLE, distance_name, parameter_name, plain_units

N_BEST = 5
ESTIMATES = Path("figures") / "estimates.json"
REPORT = "report.html"


def format_summary(estimates: str | Path, report: str | Path) -> str:
    """The summary as text.

    Parameters
    ----------
    estimates
        The table that `tabulate_estimates` wrote, JSON.
    report
        The report's page; only its path is said.

    Raises
    ------
    InputMissing
        There is no such table.
    """
    if not Path(estimates).is_file():
        raise InputMissing(f"there is no table {estimates}: run snakemake to the report first")
    content = json.loads(Path(estimates).read_text())
    parts = [f"Report: {Path(report).absolute()}"]
    for tracer in dict.fromkeys(row["tracer"] for row in content["estimates"]):
        parts += [_best_of(content, tracer), _estimates_of(content, tracer)]
    return "\n\n".join(parts)


def _best_of(content: dict, tracer: str) -> str:
    chosen = {"tracer": tracer, "network": content["network"], "distance": content["distance"]}
    rows = [row for row in content["best"] if chosen.items() <= row.items()][:N_BEST]
    header = ["rank", "simulation", "output", "view", "time (kyr)", "z-score"]
    body = [
        [str(row[name]) for name in ("rank", "simulation", "output", "view")]
        + [number(row["parameters"]["time_kyr"]), number(row["z_score"])]
        for row in rows
    ]
    title = (
        f"Best matches, {tracer} ({content['network']}, {distance_name(content['distance'])} distance; near-duplicates"
    )
    return f"{title} collapsed)\n{_aligned([header, *body])}"


def _estimates_of(content: dict, tracer: str) -> str:
    rows = [row for row in content["estimates"] if row["tracer"] == tracer and row["distance"] == content["distance"]]
    networks = {row["network"] for row in rows}
    network = ENSEMBLE if ENSEMBLE in networks else content["network"]
    header = ["parameter", "estimate", "68 % interval", "truth", "catalogue", "nearest member", "outputs", "systems"]
    body = [_estimate_line(row) for row in rows if row["network"] == network]
    title = f"Estimates, {tracer} ({network}, {distance_name(content['distance'])} distance)"
    return f"{title}\n{_aligned([header, *body])}"


def _estimate_line(row: dict) -> list[str]:
    nearest = "–" if row["nearest"] is None else f"{number(row['nearest'])} ({row['nearest_output'].replace('/', ' ')})"
    units = plain_units(row["units"])
    return [
        parameter_name(row["parameter"]) + (f" ({units})" if units else ""),
        number(row["median"]),
        span(row["p16"], row["p84"]),
        number(row["truth"]),
        span(row["catalogue_min"], row["catalogue_max"]),
        nearest,
        number(row["n_effective_outputs"]),
        str(row["n_systems"]),
    ]


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join("  " + line.rstrip() for line in lines)


def main() -> None:
    """Print the summary of a target's results folder, such as `results/mockD`."""
    parser = argparse.ArgumentParser(prog="simanalogues.figures.summary", description=main.__doc__)
    parser.add_argument("results", type=Path, help="folder of the target's results")
    results = parser.parse_args().results
    print(format_summary(results / ESTIMATES, results / REPORT))


if __name__ == "__main__":
    main()
