"""The report: one page that opens from disk without a network and holds everything a reader asks for."""

import json
from collections.abc import Mapping
from pathlib import Path

import jinja2
import xarray as xr
import yaml

from simanalogues import __version__
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.provenance.software import package_versions
from simanalogues.report.catalogue_notes import notes_of_catalogue
from simanalogues.report.explore.content import explore_content
from simanalogues.report.observation_table import observation_facts
from simanalogues.report.pictures import caption_of, pictures_of
from simanalogues.report.recovery_content import recovery_content
from simanalogues.report.recovery_notes import notes_of_recovery
from simanalogues.report.report_tables import agreement_rows, best_table, estimate_table, skipped_outputs
from simanalogues.report.timings import time_per_rule
from simanalogues.report.training_notes import notes_of_training
from simanalogues.report.training_table import training_tables
from simanalogues.report.warnings_of_run import warnings_of_run
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.files import read_dataset
from simanalogues.tables import formats
from simanalogues.tables.labels import ENSEMBLES, parameter_name, plain_units, shown_distances
from simanalogues.tables.matchings import read_matchings
from simanalogues.tables.priors import priors_in_words
from simanalogues.tables.trainings import read_trainings, unseen_simulation
from simanalogues.whole_files import write_text_whole

TEMPLATES = Path(__file__).parent / "templates"
OF_EXPLORER = Path(__file__).parent / "explore"
FIGURES = (
    "moment_maps",
    "evolution",
    "systems",
    "estimate",
    "gallery",
    "distance_distributions",
    "orientation",
    "cone",
    "usable",
)

# Empty where no head is trained.
OF_TRAINING = ("estimate_trained", "training", "projection")
# Empty where nothing is validated.
OF_RECOVERY = ("recovery", "calibration", "familiarity")


def write_report(files: Mapping[str, object], *, run: Mapping[str, object], destination: str | Path) -> None:
    """Write the page.

    Parameters
    ----------
    files
        Lists of PNG files by kind, each of `FIGURES` (`moment_maps` may be empty), of `OF_TRAINING` (all empty where
        no head is trained) and of `OF_RECOVERY` (all empty where nothing is validated); the tables of recovery tests as
        `recovery_content` has them; the tables `estimates` and `agreement` (JSON); lists of files `matchings`,
        `observations`, `histories` (of training, may be empty), `catalogue`, `snapshots` and `views`, and of all
        tracers `thumbnails` and `maps` as `pack_thumbnails` writes them.
    run
        `target`, `config`, `settings` (of the figures), `not_taken` ({simulation: {output: reason}}) and `benchmarks`,
        folders of Snakemake's benchmark files.

    Raises
    ------
    InputMissing
        A file or a caption is missing.
    InputChanged
        Thumbnails are of other images than the matchings.
    """
    destination = Path(destination)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES, OF_EXPLORER]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    environment.filters |= {
        "number": formats.number,
        "duration": formats.duration,
        "parameter": parameter_name,
        "units": plain_units,
    }
    page = environment.get_template("report.html.j2").render(page_content(files, run, destination))
    write_text_whole(destination, page)


def page_content(files: Mapping, run: Mapping, destination: Path) -> dict[str, object]:
    """Everything that the template names."""
    estimates, agreement = (json.loads(Path(files[name]).read_text()) for name in ("estimates", "agreement"))
    tables = read_matchings(files["matchings"])
    observations = [read_observed_map(path) for path in files["observations"]]
    histories = read_trainings(files["histories"])
    parts = about_run(run), about_figures(files, estimates, destination), about_training(histories)
    window_kyr = run["config"]["validation"]["window_kyr"]
    return {name: value for part in parts for name, value in part.items()} | {
        "network": estimates["network"],
        "ensembles": ENSEMBLES,
        "distances": shown_distances(estimates["distances"]),
        "priors": priors_in_words(estimates["priors"]),
        "has_truth": any(row["truth"] is not None for row in estimates["estimates"]),
        "estimates": estimate_table(estimates),
        "best": best_table(estimates),
        "agreement": agreement | {"rows": agreement_rows(agreement)},
        "recovery": recovery_content(files, tables, shown=estimates["distances"], window_kyr=window_kyr),
        "explore": explore_content(
            tables, files, estimates=estimates, truth=run["settings"]["truth"], page=destination
        ),
        "parameter_units": estimates["units"],
        "observations": [(sky.tracer, observation_facts(sky, run["settings"])) for sky in observations],
        "warnings": warnings_of_run(tables, observations, estimates=estimates, config=run["config"])
        + notes_of_recovery(files, estimates["distances"])
        + notes_of_training(histories)
        + notes_of_catalogue([read_dataset(path, CATALOGUE) for path in files["catalogue"]]),
        "skipped": skipped_outputs(files["snapshots"], files["views"], run["not_taken"]),
        "n_images": max(table.sizes["image"] for table in tables),
        "n_systems": len({str(name) for table in tables for name in table["simulation"].values}),
    }


def about_figures(files: Mapping, estimates: dict, destination: Path) -> dict[str, object]:
    """What the template names of figures: pictures and captions, by kind."""
    kinds = FIGURES + OF_TRAINING + OF_RECOVERY
    pictures = {kind: in_order(kind, files[kind], estimates) for kind in kinds}
    return {"pictures": pictures_of(pictures, destination), "captions": {kind: caption_of(kind) for kind in kinds}}


def about_run(run: Mapping) -> dict[str, object]:
    """What the template names of the run itself: target, versions, times, config."""
    config = json.loads(json.dumps(run["config"], default=str))
    return {
        "target": run["target"],
        "version": __version__,
        "style": (TEMPLATES / "report.css").read_text(),
        "timings": time_per_rule(run["benchmarks"]),
        "versions": package_versions(),
        "config": yaml.safe_dump(config, sort_keys=False, allow_unicode=True),
    }


def about_training(histories: list[xr.Dataset]) -> dict[str, object]:
    """What the template names of trained heads; `trainings` is empty where there are none."""
    return {
        "trainings": training_tables(histories),
        "has_unseen": any(unseen_simulation(history) is not None for history in histories),
    }


def in_order(kind: str, paths: list[str], estimates: dict) -> list[str]:
    """The figures as they were named; galleries of the network and distances that are shown first come first."""
    if kind != "gallery":
        return list(paths)
    return sorted(paths, key=lambda path: not is_shown_first(Path(path), estimates))


def is_shown_first(gallery: Path, estimates: dict) -> bool:
    """Whether a gallery is of the network and of the distance that are shown first of its tracer."""
    tracer, network, distance = gallery.parent.parent.name, gallery.parent.name, gallery.stem
    return network == estimates["network"] and distance == estimates["distances"][tracer]
