"""Where the results of a run lie, relative to the folder that it works in. Light to import: the Snakefile asks.

Each template stands here once, with its wildcards in braces; rules, reports and queries take it from here.
"""

import itertools
from collections.abc import Iterable, Mapping

_NAME = r"[A-Za-z0-9_+-]+"
_RANGE = r"\d{5}-\d{5}"
# What a wildcard may be.
WILDCARDS = {
    "simulation": _NAME,
    "target": rf"(?!shared/){_NAME}",
    "tracer": _NAME,
    "preparation": _NAME,
    # Without a dash, which sets a trained head apart: the network NAME-trained.
    "backbone": r"[A-Za-z0-9_+]+",
    "head": r"azimuth|without-[A-Za-z0-9_+-]+",
    "point": r"\d{3}",
    "window": r"\d+au",
    "network": _NAME,
    "chunk": _RANGE,
    "block": _RANGE,
    "flux": r"own|matched",
}

LISTINGS = "results/shared/listing"
ARCHIVE = "results/shared/archives/{simulation}"
WEIGHTS = "results/shared/weights/{backbone}.h5"
SNAPSHOTS = "results/shared/snapshots/{simulation}/{chunk}.nc"
TEMPERATURES = "results/shared/temperatures/{window}/{simulation}/{chunk}.nc"
DISKS = "results/shared/disks/{simulation}/{chunk}.nc"
CATALOGUE = "results/shared/catalogue/{simulation}.nc"
CATALOGUE_TABLE = "results/shared/catalogue/{simulation}.csv"
OBSERVATION = "results/{target}/observation/{tracer}.nc"
VIEWS = "results/{target}/views/{simulation}/{chunk}.nc"
SPECTRA = "results/{target}/spectra/{simulation}/{chunk}.nc"
SYSTEM_VIEWS = "results/{target}/catalogue/{simulation}.nc"
SYSTEM_VIEWS_TABLE = "results/{target}/catalogue/{simulation}.csv"
IMAGES = "results/{target}/images/{simulation}/{chunk}/{tracer}.nc"
CUBES = "results/{target}/images/{simulation}/{chunk}/{tracer}_cubes"
MODEL = "results/{target}/models/{tracer}/{simulation}/{number}"

_EMBEDDINGS = "results/{target}/embedding/{preparation}/{network}/{tracer}"
EMBEDDING = f"{_EMBEDDINGS}/{{simulation}}/{{block}}.nc"
EMBEDDED_OBSERVATION = f"{_EMBEDDINGS}/observation.nc"
EMBEDDED_PSEUDO = f"{_EMBEDDINGS}/pseudo.nc"
EMBEDDING_WITHOUT = f"{_EMBEDDINGS}/without-{{simulation}}.nc"
PSEUDO_WITHOUT = f"{_EMBEDDINGS}/without-{{simulation}}-pseudo.nc"
OBSERVATION_WITHOUT = f"{_EMBEDDINGS}/without-{{simulation}}-observation.nc"

_TRAINING = "results/{target}/training/{preparation}/{backbone}/{tracer}"
HEAD = f"{_TRAINING}/{{head}}.keras"
HISTORY = f"{_TRAINING}/{{head}}.nc"
GRID_HISTORY = f"{_TRAINING}/grid/{{point}}.nc"
GRID = f"{_TRAINING}/grid.json"
GRID_TABLE = f"{_TRAINING}/grid.csv"

MATCHING = "results/{target}/matching/{preparation}/{network}/{tracer}.nc"
BEST = "results/{target}/matching/{preparation}/{network}/{tracer}.csv"
PSEUDO = "results/{target}/validation/pseudo/{flux}/{simulation}/{block}/{tracer}.nc"
RECOVERY = "results/{target}/validation/{without}/{preparation}/{network}/{tracer}.nc"
BASELINE = "results/{target}/validation/{without}/{preparation}/{backbone}/baselines/{tracer}/{method}.nc"
SUMMARY = "results/{target}/validation/{summary}.json"
SCORES_TABLE = "results/{target}/validation/scores.csv"

ESTIMATES = "results/{target}/estimates.json"
ESTIMATES_TABLE = "results/{target}/estimates.csv"
AGREEMENT = "results/{target}/agreement.json"
AGREEMENT_TABLE = "results/{target}/agreement.csv"
THUMBNAILS = "results/{target}/explore/{tracer}.json"
LARGE_MAPS = "results/{target}/explore/{tracer}_maps.js"
REPORT = "results/{target}/report.html"
QUERY = "results/{target}/queries/{query}/{tracer}"

BENCHMARKS_SHARED = "results/shared/benchmarks"
BENCHMARKS = "results/{target}/benchmarks"


class _Open(dict):
    """Values of wildcards; one without a value stays a wildcard."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def filled(template: str, places: Mapping | None = None, **more: str) -> str:
    """A template with the given wildcards filled in; all others stay open.

    Parameters
    ----------
    places
        Values by the names of wildcards, such as Snakemake's wildcards of a job; `more` stand over them.
    """
    return template.format_map(_Open({**dict(places.items() if places else {}), **more}))


def every(template: str, places: Mapping | None = None, **lists: Iterable[str]) -> list[str]:
    """A template with all values of one list with all of the next, the last one changing fastest.

    Parameters
    ----------
    places
        Values of wildcards that are the same for all.
    """
    names = list(lists)
    return [
        filled(template, places, **dict(zip(names, values, strict=True)))
        for values in itertools.product(*lists.values())
    ]
