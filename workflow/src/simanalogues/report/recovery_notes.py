"""What recovery tests say that a reader must know first."""

from collections.abc import Mapping

from simanalogues.schema.recovery import BASELINES, RIVALS
from simanalogues.tables.formats import number
from simanalogues.tables.labels import PIXELS
from simanalogues.tables.recoveries import HOG
from simanalogues.tables.recovery_tables import AVERAGE, of_fold, read_json

# Beyond this percentile the observation is unlike what was tested.
STRANGE = 95
RIVAL_NAMES = {
    "pixels": "plain pixels",
    "random": "random images",
    "ridge": "ridge regression",
    "knn": "nearest neighbours",
}


def notes_of_recovery(files: Mapping, shown: Mapping) -> list[str]:
    """Sentences for the top of the page; `files` and `shown` as `recovery_content` has them."""
    if not files["scores_table"]:
        return []
    scores, familiarity = (read_json(files[f"{name}_table"]) for name in ("scores", "familiarity"))
    kinds = list(dict.fromkeys(row["without"] for row in scores))
    return [note for kind in kinds for note in _beaten(of_fold(scores, kind), kind)] + _strange(familiarity, shown)


def _beaten(scores: list[dict], without: str) -> list[str]:
    """What no network exceeds beyond the error of the difference."""
    averages = [row for row in scores if row["parameter"] == AVERAGE and row["method"] not in BASELINES]
    networks = [row for row in averages if row["network"] not in (PIXELS, HOG)]
    unbeaten = [RIVAL_NAMES[rival] for rival in RIVALS if not any(row[f"beats_{rival}"] for row in networks)]
    if not (unbeaten and networks):
        return []
    within = "without its own simulation" if without == "simulation" else "without outputs close in time"
    return [f"In recovery tests {within} no network is shown to be better than {', '.join(unbeaten)}."]


def _strange(entries: list[dict], shown: Mapping) -> list[str]:
    """Where the observation is farther from the catalogue than nearly all that was tested."""
    known = [
        entry
        for entry in entries
        if entry["distance"] == shown[entry["tracer"]] and not isinstance(entry["percentile"], str)
    ]
    return [
        f"{entry['tracer']}, {entry['network']}: the observation lies farther from its nearest images than "
        f"{number(entry['percentile'])} % of the pseudo-observations do; its analogues are not to be trusted."
        for entry in known
        if entry["percentile"] > STRANGE
    ]
