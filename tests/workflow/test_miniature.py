"""One real run of the miniature, and what a change makes again."""

import os
import re
import shutil

import pytest
import xarray as xr

from simanalogues.readers.folder import output_folder
from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING

MATCHED = "results/mockD/matching/main/pixels/continuum.nc"


@pytest.fixture
def own_run(workflow, demo_run, tmp_path):
    """The miniature on a copy of its output that a test may touch."""
    for number in (24, 26, 28):
        shutil.copytree(output_folder(demo_run, number), output_folder(tmp_path / "run", number))
    workflow.config["simulations"]["A"]["path"] = str(tmp_path / "run")
    return workflow


def test_a_run_ends_in_its_report_and_a_change_makes_again_only_what_depends_on_it(own_run):
    own_run.snakemake("--quiet", "rules")
    report = own_run.folder / "results/mockD/report.html"
    assert report.stat().st_size > 10_000
    matching = read_dataset(own_run.folder / MATCHED, MATCHING)
    assert matching.sizes["image"] == 4
    assert own_run.jobs() == {}

    hydro = output_folder(own_run.folder / "run", 26) / "hydro_00026.out00001"
    os.utime(hydro)
    assert own_run.jobs() == {}

    own_run.config["embedding"]["preparations"] = {"main": {"stretch": "linear"}}
    changed = own_run.jobs()
    assert {"embed_images", "embed_observation", "match", "write_report"} <= set(changed)
    assert not {"record_snapshots", "frame_observation", "place_views", "render_images"} & set(changed)
    own_run.config["embedding"].pop("preparations")

    own_run.config["views"]["n_views"] = 3
    assert {"place_views", "render_images", "embed_images", "match"} <= set(own_run.jobs())
    assert not {"record_snapshots", "frame_observation"} & set(own_run.jobs())


def test_a_result_depends_neither_on_chunks_nor_on_blocks(own_run, tmp_path):
    results = []
    for outputs_per_chunk in (50, 1):
        own_run.folder = tmp_path / str(outputs_per_chunk)
        own_run.folder.mkdir()
        own_run.config |= {"outputs_per_chunk": outputs_per_chunk, "chunks_per_block": 1}
        own_run.config["simulations"]["A"]["outputs"] = [24, 26, 28]
        own_run.snakemake("--quiet", "rules", "--", MATCHED)
        # Without the record of the files that it was made from.
        results.append(read_dataset(own_run.folder / MATCHED, MATCHING))
    xr.testing.assert_identical(*results)


def test_a_damaged_cache_is_named_and_the_next_run_makes_it_again(own_run):
    views = own_run.folder / "results/mockD/views/A/00000-00049.nc"
    own_run.snakemake("--quiet", "rules", "--", str(views.relative_to(own_run.folder)))
    views.write_bytes(views.read_bytes()[:-500])
    said = own_run.snakemake("--quiet", "rules", "--", MATCHED, check=False)
    assert re.search(r"CacheDamaged: .*00000-00049.nc is damaged.*snakemake again", said)
    own_run.snakemake("--quiet", "rules", "--", MATCHED)
    assert views.with_name("00000-00049.nc.damaged").exists()
    assert read_dataset(own_run.folder / MATCHED, MATCHING).sizes["image"] == 4
