"""What runs again when something changed: one run of the miniature with a trained head, and plans after each change."""

import contextlib
import copy
import os
import shutil

import pytest

from simanalogues.embedding.backbones import BACKBONES
from simanalogues.readers.folder import output_folder

FIRST, ADDED = (24, 26, 28, 30, 32, 36), (34, 38)
OF_NETWORKS = {"embed_images", "embed_observation"}
OF_OUTPUTS = {"record_snapshots", "compute_temperatures", "measure_disks", "place_views", "render_images"}
AFTER_IMAGES = {"train_head", "embed_with_head", "match", "tabulate_estimates", "plot_galleries", "write_report"}
AFTER_IMAGES |= {"recover", "recover_baselines", "summarise_recovery", "plot_recovery"}
WEIGHTS = BACKBONES["MobileNet"].weights_name


def rules(run):
    return set(run.planned())


def test_a_touch_of_every_input_runs_nothing(run):
    inputs = [path for path in run.root.rglob("*") if path.is_file() and not path.is_symlink()]
    sizes = {path.name: path.stat().st_size for path in inputs}
    assert sizes[WEIGHTS] > 10**7 and sizes["dustkappa_own.inp"] < 10**6
    for path in inputs:
        os.utime(path)
    assert rules(run) == set()


BLOCKS = [f"results/mockD/embedding/main/{name}/continuum/A/00032-00039.nc" for name in ("pixels", "MobileNet")]


def test_new_outputs_make_their_chunks_and_the_one_block_that_holds_them(finished_copy, demo_run):
    run = finished_copy
    for number in ADDED:
        shutil.copytree(output_folder(demo_run, number), output_folder(run.root / "run", number))
    found = run.planned()
    run.snakemake("--quiet", "rules", "--", *BLOCKS)
    assert set(found) >= OF_OUTPUTS | AFTER_IMAGES | {"embed_images"}
    chunks = {f"results/mockD/images/A/{chunk}/continuum.nc" for chunk in ("00032-00035", "00036-00039")}
    assert set(found["render_images"]) == chunks
    assert len(found["compute_temperatures"]) == len(found["record_snapshots"]) == len(found["measure_disks"]) == 2
    assert {path.rpartition("/")[2] for path in found["embed_images"]} == {"00032-00039.nc"}
    assert "embed_observation" not in found and "frame_observation" not in found
    # Two views for each nappe: outputs 32 and 36 were there.
    for backbone in ("pixels", "MobileNet"):
        log = run.folder / f"logs/mockD/embed_images/main/{backbone}/continuum/A/00032-00039.log"
        assert "16 images, 8 of them as they were; 8 passed the network" in log.read_text()


def test_an_output_that_is_still_written_is_not_taken(run, demo_run):
    folder = output_folder(run.root / "run", 34)
    shutil.copytree(output_folder(demo_run, 34), folder)
    try:
        hydro = folder / "hydro_00034.out00001"
        os.utime(hydro)
        run.config["simulations"]["A"]["settle_s"] = 600
        # The others were touched or copied just now, too: they are as old as a finished output.
        for number in FIRST:
            for path in output_folder(run.root / "run", number).iterdir():
                os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 1200))
        assert not OF_OUTPUTS & rules(run)
    finally:
        shutil.rmtree(folder)


def test_a_new_simulation_makes_nothing_again_of_the_others(run):
    run.config["simulations"]["B"] = {"path": "run", "outputs": [28, 30], "settle_s": 0}
    found = run.planned()
    assert set(found) >= OF_OUTPUTS | {"embed_images"} | AFTER_IMAGES
    for rule in OF_OUTPUTS | {"embed_images", "make_pseudo_observations"}:
        assert all("/B/" in path for path in found[rule]), rule
    assert not {"frame_observation", "embed_observation"} & set(found)


def test_a_new_tracer_makes_its_own_images_and_uses_the_temperatures(run):
    tracers = run.config["targets"]["mockD"]["tracers"]
    tracers["band7"] = tracers["continuum"]
    found = run.planned()
    for rule in ("frame_observation", "render_images", "embed_images", "embed_observation", "train_head", "match"):
        assert all("band7" in path for path in found[rule]), rule
    assert len(found["render_images"]) == 4
    assert not (OF_OUTPUTS - {"render_images"}) & set(found)


def test_a_new_backbone_embeds_and_renders_nothing(run):
    run.config["embedding"]["backbones"].append("VGG16")
    found = run.planned()
    for rule in ("embed_images", "embed_observation", "match"):
        assert all("VGG16" in path for path in found[rule]), rule
    assert not (OF_OUTPUTS | {"frame_observation", "train_head"}) & set(found)


def test_a_new_target_makes_its_own_images_and_uses_records_temperatures_and_disks(run):
    run.config["targets"]["other"] = copy.deepcopy(run.config["targets"]["mockD"])
    found = run.planned()
    # The report shows the config.
    assert found.pop("write_report")
    assert all("/mockD/" not in path for paths in found.values() for path in paths)
    assert len(found["render_images"]) == 4
    assert not {"record_snapshots", "compute_temperatures", "measure_disks"} & set(found)


def test_a_new_target_with_a_wider_field_computes_its_own_temperatures_and_changes_no_others(run):
    run.config["targets"]["wide"] = copy.deepcopy(run.config["targets"]["mockD"]) | {
        "frame": {"image_pixels": 160, "field_au": 3500}
    }
    found = run.planned()
    # The report shows the config.
    assert found.pop("write_report")
    assert all("/mockD/" not in path for paths in found.values() for path in paths)
    assert all("/8000au/" in path for path in found["compute_temperatures"])
    assert not {"record_snapshots", "measure_disks", "catalogue_systems"} & set(found)


def test_another_size_of_images_renders_and_uses_the_temperatures(run):
    run.config["frame"]["image_pixels"] = 72
    found = rules(run)
    assert found >= {"frame_observation", "render_images"} | OF_NETWORKS | AFTER_IMAGES
    assert not {"record_snapshots", "compute_temperatures", "measure_disks"} & found


def test_another_stretch_renders_nothing(run):
    run.config["embedding"]["preparations"] = {"main": {"stretch": "linear"}}
    found = rules(run)
    assert found >= OF_NETWORKS | AFTER_IMAGES
    assert not (OF_OUTPUTS | {"frame_observation"}) & found


def test_another_choice_of_distances_matches_and_embeds_nothing(run):
    run.config["matching"] = {"distances": ["cosine", "euclidean"]}
    found = rules(run)
    assert found >= {"match", "write_report"}
    assert not (OF_OUTPUTS | OF_NETWORKS | {"frame_observation", "train_head", "embed_with_head"}) & found


@pytest.mark.parametrize("name", ["dustkappa_own.inp", "mockD_continuum.fits", "weights/" + WEIGHTS])
def test_other_contents_of_an_input_count(run, name):
    path = run.root / name
    before = path.read_bytes()
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    try:
        found = rules(run)
    finally:
        path.write_bytes(before)
    first = {"dustkappa_own.inp": "compute_temperatures", "mockD_continuum.fits": "frame_observation"}
    assert first.get(name, "embed_images") in found
    assert "record_snapshots" not in found


STAGES = {
    "snapshots": "record_snapshots",
    "temperatures": "compute_temperatures",
    "disks": "measure_disks",
    "observation": "frame_observation",
    "views": "place_views",
    "images": "render_images",
    "embedding": "embed_images",
    "training": "train_head",
    "matching": "match",
    "pseudo": "make_pseudo_observations",
    "validation": "recover",
    "figures": "write_report",
}
# Every rule of the miniature in an order that data flows in.
ORDER = ["record_snapshots", "measure_disks", "compute_temperatures", "frame_observation", "place_views"]
ORDER += ["render_images", "embed_images", "train_head", "match", "write_report"]
UPSTREAM_OF = {
    "snapshots": {"frame_observation"},
    "temperatures": {"record_snapshots", "frame_observation", "place_views", "measure_disks"},
    "disks": set(ORDER[:7]) - {"measure_disks"},
    "observation": {"record_snapshots", "place_views", "compute_temperatures", "measure_disks"},
    "views": {"record_snapshots", "frame_observation", "compute_temperatures", "measure_disks"},
    "images": set(ORDER[:5]),
    "embedding": set(ORDER[:6]),
    "training": set(ORDER[:7]),
    "matching": set(ORDER[:8]),
    "pseudo": set(ORDER[:9]),
    "validation": {*ORDER[:9], "make_pseudo_observations", "embed_pseudo_observations"},
    "figures": set(ORDER[:9]),
}


@contextlib.contextmanager
def added(text, *paths):
    """Something more at the end of files, for a while."""
    before = [path.read_text() for path in paths]
    for path, own in zip(paths, before, strict=True):
        path.write_text(own + text)
    try:
        yield
    finally:
        for path, own in zip(paths, before, strict=True):
            path.write_text(own)


COMMENT, CODE = "\n# Why this is as it is.\n", "\nONE_MORE = 1\n"


def module_of(run, stage):
    """A file of a stage."""
    return sorted((run.root / "workflow/src/simanalogues" / stage).glob("[a-z]*.py"))[0]


def test_comments_in_scripts_and_stages_run_nothing(run):
    with added(COMMENT, *(run.root / "scripts").glob("*.py"), *(module_of(run, stage) for stage in STAGES)):
        assert rules(run) == set()


def test_an_edit_of_a_script_runs_its_stage(run):
    with added(CODE, run.root / "scripts/match.py"):
        found = rules(run)
    assert {"match", "write_report"} <= found
    assert not set(ORDER[:8]) & found


@pytest.mark.parametrize("stage", STAGES)
def test_an_edit_of_a_stage_runs_it_and_what_follows(run, stage):
    with added(CODE, module_of(run, stage)):
        found = rules(run)
    assert {STAGES[stage], "write_report"} <= found
    assert not UPSTREAM_OF[stage] & found
