"""The page to explore: its data, its maps and its code, as the report's template names them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import xarray as xr

from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.report.explore.maps import read_thumbnails
from simanalogues.report.explore.numbers import numbers_of, packed
from simanalogues.report.explore.rows import MOST_IMAGES, ranked_labels
from simanalogues.report.pictures import relative
from simanalogues.tables.records import read_histories

HERE = Path(__file__).parent
PARTS = ("numbers", "selection", "maps", "marks", "svg", "histograms", "evolution", "controls", "table", "detail")
SCRIPTS = tuple(f"explore_{part}.js" for part in (*PARTS, "downloads")) + ("explore.js",)
# The larger maps are in the page while all that it takes of maps and numbers stays below this.
MOST_BYTES = 30_000_000
STARS = ("primary", "secondary")


def explore_content(
    tables: list[xr.Dataset], files: Mapping, *, estimates: dict, truth: Mapping[str, float], page: Path
) -> dict[str, object]:
    """What the template names of the page to explore.

    Parameters
    ----------
    tables
        As `read_matchings` gives them.
    files
        `thumbnails` and `maps` of all tracers as `pack_thumbnails` writes them, named `{tracer}.json` and
        `{tracer}_maps.js`; `observations`, `snapshots`.
    estimates
        What `tabulate_estimates` wrote: the network and distances that are shown first.

    Returns
    -------
    `data`: JSON; `maps`: scripts to embed, none where they would make the page too large; `script` and `style`.
    """
    ranked = ranked_labels(tables)
    labels = ranked[:MOST_IMAGES]
    sky = read_observed_map(files["observations"][0])
    places = {"n_all": len(ranked), "projected_separation_au": sky.projected_separation_au}
    content = numbers_of(tables, labels, truth=truth, **places)
    content |= {name: estimates[name] for name in ("target", "network")} | {"shown": estimates["distances"]}
    content["histories"] = histories_of(files["snapshots"])
    content["tracers"] = {Path(path).stem: read_thumbnails(path, labels) for path in files["thumbnails"]}
    content["links"] = {Path(path).stem.removesuffix("_maps"): relative(path, page) for path in files["maps"]}
    data = as_json(content)
    embedded = len(data) + sum(Path(path).stat().st_size for path in files["maps"]) <= MOST_BYTES
    return {
        "data": data,
        "maps": [Path(path).read_text() for path in files["maps"]] if embedded else [],
        "script": "\n".join((HERE / name).read_text() for name in SCRIPTS),
        "style": (HERE / "explore.css").read_text(),
        "n_taken": len(labels),
        "n_all": len(ranked),
    }


def histories_of(snapshots: Iterable[str | Path]) -> dict[str, dict[str, str]]:
    """Per simulation time (kyr), separation (AU), and of both stars mass (Msun) and accretion rate (Msun/yr)."""
    found = {}
    for simulation, history in read_histories(snapshots).items():
        found[simulation] = {name: packed(history[name].values) for name in ("time_kyr", "separation_au")}
        for name in ("mass_msun", "accretion_msun_per_yr"):
            found[simulation] |= {f"{name}_{star}": packed(history[name].sel(star=star)) for star in STARS}
    return found


def as_json(content: Mapping) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
