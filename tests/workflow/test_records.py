"""What the results of a finished run tell of where they come from, and its bundle for publication."""

from pathlib import Path

import pytest
import yaml
from rocrate.rocrate import ROCrate

from simanalogues.embedding.backbones import BACKBONES
from simanalogues.errors import BundleImpossible
from simanalogues.provenance.__main__ import described
from simanalogues.provenance.bundle import bundle
from simanalogues.provenance.reading import raw_inputs, read_record, state_of

WEIGHTS = BACKBONES["MobileNet"].weights_name


def test_every_result_tells_where_it_comes_from(finished):
    results = finished.folder / "results"
    files = [path for path in results.rglob("*") if path.is_file() and "benchmarks" not in path.parts]
    shown = [path for path in files if not any(part.startswith(".") for part in path.relative_to(results).parts)]
    told = [path for path in shown if ".checkpoint." not in path.name and path.parent.name != "listing"]
    assert len(told) > 60
    for path in told:
        record = read_record(path)
        assert record["software"]["packages"]["numpy"], path
        assert record["config"]["targets"]["mockD"]["distance_pc"] == 141.0
        assert record["params"]["code"]
    report = read_record(results / "mockD/report.html")
    raw = {Path(entry["path"]).name: entry for entry in raw_inputs(report, finished.folder)}
    assert {"mockD_continuum.fits", WEIGHTS, "dustkappa_own.inp", "info_00024.txt", "sink_00032.csv"} <= set(raw)
    assert {state_of(entry, finished.folder) for entry in raw.values()} == {"as it was"}


def test_the_record_of_a_result_is_printed_with_what_became_of_its_inputs(finished):
    report = finished.folder / "results/mockD/report.html"
    fits = finished.root / "mockD_continuum.fits"
    before = fits.read_bytes()
    try:
        fits.write_bytes(before + b" ")
        page = yaml.safe_load(described(report, finished.folder))
    finally:
        fits.write_bytes(before)
    assert page["rule"] == "write_report"
    assert page["raw_inputs_of_the_whole_chain"]["../code/mockD_continuum.fits"].endswith("(changed since)")
    assert page["inputs"]["results/mockD/estimates.json"].endswith("(as it was)")


def test_a_finished_run_is_bundled_and_one_with_newer_results_is_not(finished, tmp_path):
    destination = tmp_path / "crate.zip"
    bundle("mockD", finished.folder, destination, "CC-BY-4.0")
    crate = ROCrate(destination)
    assert crate.mainEntity.id == "Snakefile"
    (action,) = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
    results = {entity.id for entity in action["result"]}
    assert {"results/mockD/report.html", "results/shared/catalogue/A.nc"} <= results
    assert not any("/images/" in name or "/embedding/" in name or "checkpoint" in name for name in results)
    assert {entity.get("name") for entity in action["object"]} >= {"mockD_continuum.fits", WEIGHTS}
    config = crate.dereference("config.yaml")
    assert yaml.safe_load(Path(config.source).read_text())["frame"]["image_pixels"] == 64
    estimates = finished.folder / "results/mockD/estimates.json"
    before = estimates.read_bytes()
    try:
        estimates.write_bytes(before + b"\n")
        with pytest.raises(BundleImpossible, match="estimates.json as it no longer is, 1 files in all: run snakemake"):
            bundle("mockD", finished.folder, destination, "CC-BY-4.0")
    finally:
        estimates.write_bytes(before)
    with pytest.raises(BundleImpossible, match="let the run end first"):
        bundle("other", finished.folder, destination, "CC-BY-4.0")
