"""Tables of recovery tests: the ranking, scores by parameter, and how strange the observation is."""

import json
from collections.abc import Mapping
from pathlib import Path

from simanalogues.schema.recovery import BASELINES, RIVALS
from simanalogues.scoring.weights import SCHEMES
from simanalogues.tables.formats import number, percent
from simanalogues.tables.labels import distance_name, parameter_name, short_distance_name

AVERAGE = "average"
KEYS = ("preparation", "network", "tracer", "distance")
N_RANKED = 20
RIVAL_NAMES = {"pixels": "pixels", "random": "chance", "ridge": "ridge", "knn": "neighbours"}


def of_fold(entries: list[dict], without: str) -> list[dict]:
    """Entries of one kind of folds."""
    return [entry for entry in entries if entry["without"] == without]


def read_json(paths: list[str]) -> list | dict:
    """What the one file of a list holds."""
    return json.loads(Path(paths[0]).read_text())


def in_words(choice: Mapping) -> list[str]:
    """The choice in sentences: the best, what cannot be told from it, and what choosing is worth."""
    if choice["best"] is None:
        return ["No combination could be scored."]
    first, alike, nested = choice["ranking"][0], choice["like_the_best"], choice["nested"]
    others = f"{len(alike)} of {len(choice['ranking']) - 1} others cannot be told from it at 95 %"
    said = [f"Best: {named(first)}, with a skill of {with_error(first)}. {others}."]
    if first["skill"] <= 0:
        said.append("It is no better than what one would say without looking at an image.")
    if isinstance(nested["skill"], str):
        return [
            *said,
            f"What a choice is worth on a simulation that it was not made on: not testable ({nested['reason']}).",
        ]
    worth = f"{in_hundredths(nested['skill'])}, {in_hundredths(nested['optimism'])} less than the best has here"
    return [*said, f"Chosen on all simulations but one and scored on that one, the skill is {worth}."]


def named(row: Mapping) -> str:
    """A combination in words."""
    distance = distance_name(row["distance"])
    return f"{row['network']}, {distance} distance, {row['tracer']}, preparation {row['preparation']}"


def with_error(row: Mapping) -> str:
    """A skill with its errors by outputs and by simulations, where they could be drawn."""
    errors = [(f"skill_error_{name}", name) for name in ("outputs", "simulations")]
    said = ", ".join(f"± {in_hundredths(row[key])} by {name}" for key, name in errors if row.get(key) is not None)
    return in_hundredths(row["skill"]) + (f" ({said})" if said else "")


def errors_of(row: Mapping, skill: str = "skill") -> str:
    """Errors of a skill by outputs and by simulations, where columns are many."""
    return " / ".join(in_hundredths(row[f"{skill}_error_{name}"]) for name in ("outputs", "simulations"))


def ranking_of(choice: Mapping, scores: list[dict]) -> list[dict]:
    """Rows of the best combinations, then of what they have to beat."""
    averages = [row for row in scores if row["parameter"] == AVERAGE]
    of_names = {tuple(row[key] for key in KEYS): row for row in averages if row["method"] not in BASELINES}
    matched = [of_names[tuple(row[key] for key in KEYS)] | row for row in choice["ranking"]]
    baselines = [row for row in averages if row["method"] in BASELINES and row["skill"] is not None]
    return [as_row(row) for row in matched[:N_RANKED] + baselines]


def as_row(row: Mapping) -> dict[str, object]:
    """A row of the ranking as text."""
    is_baseline = row["method"] in BASELINES
    return {
        "network": f"{row['method']} ({row['network']})" if is_baseline else row["network"],
        "of": "–" if is_baseline else short_distance_name(row["distance"]),
        "tracer": row["tracer"],
        "preparation": row["preparation"],
        "skill": in_hundredths(row["skill"]),
        "errors": errors_of(row),
        "by_weights": " / ".join(in_hundredths(row[f"skill_weights_{scheme}"]) for scheme in SCHEMES),
        "like_the_best": "" if is_baseline else {True: "yes", False: "no"}[row["like_the_best"]],
        "beats": "" if is_baseline else beaten_by(row),
        "numbers": " / ".join(str(row[name]) for name in ("n_systems", "n_outputs", "n_pseudo")),
    }


def beaten_by(row: Mapping) -> str:
    """What a network is shown to be better than; a dash where nothing could be compared."""
    compared = [rival for rival in RIVALS if row[f"beats_{rival}"] is not None]
    beaten = [RIVAL_NAMES[rival] for rival in compared if row[f"beats_{rival}"]]
    return ", ".join(beaten) or ("none" if compared else "–")


def in_hundredths(skill: float | None) -> str:
    """A skill or its error, which is rarely smaller than that."""
    return "–" if skill is None else f"{skill:.2f}".replace("-", "−")


def parameter_groups(scores: list[dict], shown: Mapping) -> dict[str, list[dict]]:
    """Scores of every parameter with the distance that is shown, and of the baselines, by tracer and preparation."""
    groups: dict[str, list[dict]] = {}
    for row in scores:
        is_baseline = row["method"] in BASELINES
        if row["parameter"] == AVERAGE or not (is_baseline or row["distance"] == shown[row["tracer"]]):
            continue
        title = f"{row['tracer']}, {distance_name(shown[row['tracer']])} distance, preparation {row['preparation']}"
        groups.setdefault(title, []).append(
            {
                "network": row["method"] if is_baseline else row["network"],
                "parameter": parameter_name(row["parameter"]),
                "scores": [number(row[f"{name}_over_prior"]) for name in ("crps", "rmse", "bias")],
                "coverage": [coverage_in_words(row, level) for level in (50, 68, 90)],
                "outside": "–" if row["outside"] is None else percent(row["outside"]),
                "closest_rank": "–" if row["closest_rank"] is None else percent(row["closest_rank"]),
            }
        )
    return {title: sorted(rows, key=lambda row: row["parameter"]) for title, rows in groups.items()}


def coverage_in_words(row: Mapping, level: int) -> str:
    """Share of the truths inside an interval, with what is expected of so few outputs."""
    share, error = row[f"coverage_{level}"], row[f"coverage_error_{level}"]
    return "–" if share is None or error is None else f"{percent(share)} ± {100 * error:.0f}"


def familiarity_rows(entries: list[dict], shown: Mapping) -> list[dict[str, str]]:
    """How far the observation lies, with the distance that is shown of each tracer."""
    rows = [entry for entry in entries if entry["distance"] == shown[entry["tracer"]]]
    return [
        {
            **{name: entry[name] for name in ("tracer", "network", "preparation")},
            "percentile": f"not testable: {entry['reason']}"
            if isinstance(entry["percentile"], str)
            else number(entry["percentile"]),
        }
        for entry in rows
    ]
