"""The report: one page that opens from disk without a network and holds everything a reader asks for."""

import json
from collections.abc import Mapping
from pathlib import Path

import jinja2
import yaml

from simanalogues import __version__
from simanalogues.figures import formats
from simanalogues.figures.labels import distance_name, parameter_name, plain_units
from simanalogues.figures.matchings import read_matchings
from simanalogues.figures.pictures import caption_of, pictures_of
from simanalogues.figures.report_tables import best_table, estimate_table, observation_facts, skipped_outputs
from simanalogues.figures.timings import time_per_rule
from simanalogues.figures.warnings_of_run import warnings_of_run
from simanalogues.provenance import package_versions
from simanalogues.schema.files import read_dataset

HERE = Path(__file__).parent
FIGURES = ("estimate", "gallery", "distance_distributions", "orientation", "cone", "usable")


def write_report(files: Mapping[str, object], *, run: Mapping[str, object], destination: str | Path) -> None:
    """Write the page.

    Parameters
    ----------
    files
        Lists of PNG files `estimate`, `gallery`, `distance_distributions`, `orientation`, `cone` and `usable`; the
        table `estimates` (JSON); lists of files `matchings`, `observations`, `snapshots` and `views`.
    run
        `target`, `config`, `not_taken` ({simulation: {output: reason}}) and `benchmarks`, folders of Snakemake's
        benchmark files.

    Raises
    ------
    InputMissing
        A file or a caption is missing.
    """
    destination = Path(destination)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "number": formats.number,
        "duration": formats.duration,
        "parameter": parameter_name,
        "units": plain_units,
        "distance": distance_name,
    }
    page = environment.get_template("report.html.j2").render(page_content(files, run, destination))
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_text(page, encoding="utf-8")


def page_content(files: Mapping, run: Mapping, destination: Path) -> dict[str, object]:
    """Everything that the template names."""
    estimates = json.loads(Path(files["estimates"]).read_text())
    tables = read_matchings(files["matchings"])
    observations = [read_dataset(path, "observation") for path in files["observations"]]
    pictures = pictures_of(
        {kind: in_order(kind, files[kind], (estimates["network"], estimates["distance"])) for kind in FIGURES},
        destination,
    )
    return {
        "target": run["target"],
        "version": __version__,
        "style": (HERE / "report.css").read_text(),
        "network": estimates["network"],
        "distance": estimates["distance"],
        "has_truth": any(row["truth"] is not None for row in estimates["estimates"]),
        "estimates": estimate_table(estimates),
        "best": best_table(estimates),
        "parameter_units": estimates["units"],
        "pictures": pictures,
        "captions": {kind: caption_of(kind) for kind in FIGURES},
        "observations": [(sky.attrs["tracer"], observation_facts(sky)) for sky in observations],
        "warnings": warnings_of_run(tables, observations, estimates=estimates, config=run["config"]),
        "skipped": skipped_outputs(files["snapshots"], files["views"], run["not_taken"]),
        "timings": time_per_rule(run["benchmarks"]),
        "versions": package_versions(),
        "config": yaml.safe_dump(
            json.loads(json.dumps(run["config"], default=str)), sort_keys=False, allow_unicode=True
        ),
        "n_images": max(table.sizes["image"] for table in tables),
        "n_systems": len({str(name) for table in tables for name in table["simulation"].values}),
    }


def in_order(kind: str, paths: list[str], first: tuple[str, str]) -> list[str]:
    """The figures as they were named; the gallery of the network and distance that are shown first comes first."""
    if kind != "gallery":
        return list(paths)
    return sorted(paths, key=lambda path: (Path(path).parent.name, Path(path).stem) != first)
