"""A finished run of one target as an RO-Crate to publish: `make bundle TARGET=mockD`.

It holds the report, estimates, figures, matchings, heads, catalogue, config and workflow; of the user's inputs, and of
what can be made again from them (images, features, temperatures), only the names and digests. The description follows
the Workflow Run Crate profile: an action whose instrument is the workflow, from inputs to results.
"""

import datetime
import mimetypes
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from simanalogues.errors import BundleImpossible, ProvenanceMissing
from simanalogues.places import ROOT
from simanalogues.provenance.digests import digest_of, files_below
from simanalogues.provenance.reading import entries_of, raw_inputs, read_record, state_of
from simanalogues.whole_files import written_whole

OF_TARGET = ("report.html", "estimates.csv", "estimates.json", "agreement.csv", "agreement.json", "observation")
OF_TARGET += ("catalogue", "matching", "training", "figures", "explore")
CODE = ("workflow", "scripts", "envs", "requirements.lock", "pyproject.toml", "LICENSE")
NOT_CODE = {"__pycache__"}


def bundle(target: str, root: Path, destination: Path, licence: str) -> None:
    """Write the crate of a target as one zip file.

    Parameters
    ----------
    root
        Working directory of the run.
    licence
        Under which the results are published: an SPDX name or an address.

    Raises
    ------
    BundleImpossible
        The target has no report, or what the report shows was made again or changed since.
    """
    report = root / "results" / target / "report.html"
    record = _record_of_finished(report, root)
    crate = ROCrate()
    crate.name = f"Simulated analogues of {target}"
    crate.description = "Report, estimates, catalogue and all that led to them, by SimAnalogues"
    crate.license = licence
    with tempfile.TemporaryDirectory() as scratch:
        workflow = _add_workflow(crate, record)
        inputs = [_add_config(crate, record, Path(scratch)), *_add_raw_inputs(crate, record, root)]
        results = [_add_result(crate, path, root) for path in _results_of(target, root)]
        made = datetime.datetime.fromtimestamp(report.stat().st_mtime, datetime.UTC).isoformat(timespec="seconds")
        crate.add_action(workflow, object=inputs, result=results, properties={"name": crate.name, "endTime": made})
        with written_whole(destination) as partial:
            crate.write_zip(partial)


def _record_of_finished(report: Path, root: Path) -> dict:
    try:
        record = read_record(report)
    except ProvenanceMissing as error:
        raise BundleImpossible(f"{report} is not there or tells no origin: let the run end first ({error})") from error
    stale = [entry["path"] for entry in entries_of(record) if state_of(entry, root) != "as it was"]
    if stale:
        raise BundleImpossible(
            f"{report} shows {', '.join(stale[:3])} as it no longer is, {len(stale)} files in all: run snakemake again"
        )
    return record


def _results_of(target: str, root: Path) -> Iterator[Path]:
    """Files of a target that are published, and of the shared catalogue."""
    folders = [root / "results" / target / name for name in OF_TARGET] + [root / "results/shared/catalogue"]
    for folder in folders:
        yield from (path for path in files_below(folder) if not _is_internal(path.relative_to(root)))


def _is_internal(path: Path) -> bool:
    """Checkpoints of a training and what is hidden."""
    return any(part.startswith(".") for part in path.parts) or ".checkpoint." in path.name or path.suffix == ".damaged"


def _add_workflow(crate: ROCrate, record: dict) -> ContextEntity:
    software = record["software"]
    properties = {"name": "SimAnalogues", "version": software["simanalogues"], "identifier": software["commit"]}
    versions = {"python": software["python"], **software["packages"]}
    packages = [
        crate.add(ContextEntity(crate, f"#{name}", {"@type": "SoftwareApplication", "name": name, "version": version}))
        for name, version in versions.items()
    ]
    properties["softwareRequirements"] = packages
    workflow = crate.add_workflow(
        ROOT / "Snakefile",
        "Snakefile",
        properties=properties,
        main=True,
        lang="snakemake",
        lang_version=software["packages"].get("snakemake"),
    )
    for name in CODE:
        for path in files_below(ROOT / name):
            if not NOT_CODE & set(path.parts):
                crate.add_file(path, str(path.relative_to(ROOT)))
    return workflow


def _add_config(crate: ROCrate, record: dict, scratch: Path) -> ContextEntity:
    path = scratch / "config.yaml"
    path.write_text(yaml.safe_dump(record["config"], sort_keys=False))
    properties = {"name": "the validated config, with all defaults", "encodingFormat": "application/yaml"}
    return crate.add_file(path, "config.yaml", properties=properties)


def _add_raw_inputs(crate: ROCrate, record: dict, root: Path) -> list[ContextEntity]:
    """What the user gave, by name and digest: simulations, maps, weights, molecules."""
    entities = []
    for number, entry in enumerate(raw_inputs(record, root)):
        properties = {"@type": "CreativeWork", "name": Path(entry["path"]).name, "identifier": entry["digest"]}
        entities.append(crate.add(ContextEntity(crate, f"#input-{number}", properties)))
    return entities


def _add_result(crate: ROCrate, path: Path, root: Path) -> ContextEntity:
    kind = "application/netcdf" if path.suffix == ".nc" else mimetypes.guess_type(path.name)[0]
    properties = {
        "name": path.name,
        "identifier": digest_of(path),
        "encodingFormat": kind or "application/octet-stream",
    }
    return crate.add_file(path, str(path.relative_to(root)), properties=properties, record_size=True)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit("expected a target, a zip file and a licence: make bundle TARGET=mockD LICENCE=CC-BY-4.0")
    try:
        bundle(sys.argv[1], Path.cwd(), Path(sys.argv[2]), sys.argv[3])
    except BundleImpossible as error:
        raise SystemExit(str(error)) from error
    print(f"{sys.argv[2]} is an RO-Crate: see its ro-crate-metadata.json")
