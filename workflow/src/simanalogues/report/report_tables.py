"""The tables of the report, as rows of text and numbers."""

from collections.abc import Iterable
from pathlib import Path

from simanalogues.tables.formats import number, number_list, percent, span, without_disk
from simanalogues.tables.labels import distance_name, shown_distances
from simanalogues.tables.records import read_runs


def estimate_table(estimates: dict) -> dict[str, list[list[dict]]]:
    """Rows of estimates in groups of one tracer and parameter: first those of the distance that is shown of each
    tracer, then those of every other distance, by what stands above them."""
    first = shown_distances(estimates["distances"])
    others = " (other tracers)" if len(set(estimates["distances"].values())) > 1 else ""
    groups: dict[str, dict[tuple[str, str], list[dict]]] = {first: {}}
    for row in estimates["estimates"]:
        is_shown = row["distance"] == estimates["distances"][row["tracer"]]
        of_title = groups.setdefault(first if is_shown else f"{distance_name(row['distance'])} distance{others}", {})
        of_title.setdefault((row["tracer"], row["parameter"]), []).append(row | _as_text(row))
    return {title: list(of_title.values()) for title, of_title in groups.items()}


def best_table(estimates: dict) -> dict[str, list[dict]]:
    """The best matches with the distance that is shown of each tracer, by title, the default network first."""
    rows = [row for row in estimates["best"] if row["distance"] == estimates["distances"][row["tracer"]]]
    rows = sorted(rows, key=lambda row: row["network"] != estimates["network"])
    groups: dict[str, list[dict]] = {}
    for row in rows:
        title = f"{row['network']}, {row['tracer']}, {distance_name(row['distance'])} distance"
        groups.setdefault(title, []).append(row)
    return groups


def _as_text(row: dict) -> dict[str, str]:
    truth = "–" if row["truth"] is None else number(row["truth"])
    nearest = "–" if row["nearest"] is None else f"{number(row['nearest'])} ({row['nearest_output'].replace('/', ' ')})"
    return {
        "interval68": span(row["p16"], row["p84"]) + without_disk(row),
        "images": f"{row['n_images']}" + (f" (+ {row['n_unknown']} unknown)" if row["n_unknown"] else ""),
        "interval90": span(row["p05"], row["p95"]),
        "catalogue": span(row["catalogue_min"], row["catalogue_max"]),
        "truth_text": truth,
        "nearest_text": nearest,
    }


def agreement_rows(agreement: dict) -> list[dict]:
    """Rows of what `tabulate_agreement` wrote as text: overlaps in per cent, the moments that are shared."""
    return [
        {
            "network": row["network"],
            "pair": f"{row['tracer_1']} and {row['tracer_2']}",
            "overlap": percent(row["overlap"]),
            "chance": f"{percent(row['chance_mean'])} ({percent(row['chance_p05'])} to {percent(row['chance_p95'])})",
            "percentile": row["percentile"],
            "random": percent(row["random_mean"]),
            "common": ", ".join(
                f"{moment['simulation']} {moment['output']} ({percent(moment['share'])})" for moment in row["common"]
            )
            or "none",
        }
        for row in agreement["rows"]
    ]


def skipped_outputs(
    snapshots: Iterable[str | Path], views: Iterable[str | Path], not_taken: dict[str, dict[int, str]]
) -> list[dict]:
    """Per simulation: how many outputs are used, and the numbers of those that are not, by reason."""
    rows = []
    runs = read_runs(snapshots, views)
    for simulation in sorted({*runs, *not_taken}):
        reasons: dict[str, list[int]] = {}
        for output, reason in not_taken.get(simulation, {}).items():
            reasons.setdefault(reason, []).append(int(output))
        used = 0
        if simulation in runs:
            for output, reason in zip(
                runs[simulation]["output"].values, runs[simulation]["skipped"].values, strict=True
            ):
                used += reason == ""
                if reason:
                    reasons.setdefault(str(reason), []).append(int(output))
        listed = [(reason, len(numbers), number_list(numbers)) for reason, numbers in reasons.items()]
        rows.append({"simulation": simulation, "used": int(used), "reasons": listed})
    return rows
