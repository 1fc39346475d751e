"""Reports of made-up targets, with pictures of noise for figures and the real part to explore."""

import shutil

import numpy as np
from PIL import Image

from simanalogues.report.explore.maps import pack_thumbnails
from simanalogues.report.report import FIGURES, OF_RECOVERY, write_report
from simanalogues.tables.agreement import tabulate_agreement
from simanalogues.tables.estimates import tabulate_estimates

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    colours = np.random.default_rng(len(str(path))).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(colours).save(path)
    return str(path)


NOTHING_VALIDATED = {kind: [] for kind in OF_RECOVERY}
NOTHING_VALIDATED |= {f"{name}_table": [] for name in ("scores", "choice", "calibration", "familiarity")}


def written(target, settings, folder, config=None, recovery=NOTHING_VALIDATED):
    tabulate_estimates(
        target.matchings,
        truth=settings["truth"],
        settings=settings,
        json_file=folder / "estimates.json",
        csv_file=folder / "estimates.csv",
    )
    tabulate_agreement(
        target.matchings, settings=settings, json_file=folder / "agreement.json", csv_file=folder / "agreement.csv"
    )
    figures = {kind: [picture(folder / f"figures/{kind}_continuum.png")] for kind in FIGURES}
    distances = {"continuum": ("cosine", "euclidean"), "CO": ("cosine_euclidean",)}
    names = [
        f"{tracer}/{network}/{distance}"
        for tracer in target.observations.keys() & distances.keys()
        for network in ("pixels", "MobileNet")
        for distance in distances[tracer]
    ]
    figures["gallery"] = [picture(folder / f"figures/gallery/{name}.png") for name in sorted(names, reverse=True)]
    if not {"CO", "CS"} & target.observations.keys():
        figures["moment_maps"] = []
    trained = target.embeddings.keys() - {name.removesuffix("-trained") for name in target.embeddings}
    tracers = list(target.observations) if target.histories else []
    of_kind = {"estimate": [f"estimate_{tracer}" for tracer in tracers or ["continuum"]]}
    of_kind |= {
        "estimate_trained": [f"estimate_{tracer}" for tracer in tracers],
        "training": [f"training_{tracer}" for tracer in tracers],
        "projection": [f"projection/{tracer}/{name}" for tracer in tracers for name in sorted(trained)],
    }
    figures |= {kind: [picture(folder / f"figures/trained/{name}.png") for name in of] for kind, of in of_kind.items()}
    times = folder / "benchmarks/render_images/A"
    times.mkdir(parents=True)
    (times / "x.tsv").write_text("s\th:m:s\tmax_rss\n12.5\t0:00:12\t300.0\n")
    files = figures | {"estimates": folder / "estimates.json", "matchings": target.matchings}
    files["agreement"] = folder / "agreement.json"
    files |= {"observations": list(target.observations.values()), "snapshots": target.snapshots, "views": target.views}
    files |= {"catalogue": target.catalogue, "histories": target.histories}
    files |= packed(target, settings) | recovery
    run = {
        "target": "mock",
        "config": {"temperatures": {"method": "analytic"}, "validation": {"window_kyr": 3.0}} | (config or {}),
        "settings": settings,
        "not_taken": {"A": {30: "incomplete: sink_00030.csv is missing"}},
        "benchmarks": [folder / "benchmarks", folder / "none"],
    }
    write_report(files, run=run, destination=folder / "report.html")
    return (folder / "report.html").read_text()


def packed(target, settings):
    """Thumbnails and larger maps of all tracers, made once for a target."""
    files = {"thumbnails": [], "maps": []}
    for tracer, observation in target.observations.items():
        folder = target.root / "explore"
        places = {"thumbnails": folder / f"{tracer}.json", "maps": folder / f"{tracer}_maps.js"}
        if not places["maps"].exists():
            pack_thumbnails(target.matchings, observation, images=target.images, settings=settings, **places)
        for kind, path in places.items():
            files[kind].append(path)
    return files
