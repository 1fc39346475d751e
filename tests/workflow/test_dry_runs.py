import copy
import re

import numpy as np
import pytest

from simanalogues.schema.cubes import CUBES
from simanalogues.schema.files import read_dataset
from simanalogues.schema.images import IMAGES

STAGES = {
    "record_snapshots",
    "frame_observation",
    "place_views",
    "render_images",
    "embed_images",
    "train_head",
    "match",
}


def test_the_demo_has_every_stage(dry_run_of, tmp_path):
    status, said = dry_run_of("demo", tmp_path, "--quiet", "rules")
    assert status == 0, said
    assert set(re.findall(r"^(\w+) +\d+$", said, re.MULTILINE)) >= STAGES | {"write_report", "all"}


def test_the_papers_run_needs_no_data_to_be_planned(dry_run_of, tmp_path):
    status, said = dry_run_of("paper", tmp_path, "--quiet", "rules")
    assert status == 0, said
    counts = dict(re.findall(r"^(\w+) +(\d+)$", said, re.MULTILINE))
    # 1480 + 2600 + 1480 outputs in chunks of 100 numbers, counted from 0.
    assert int(counts["render_images"]) == 15 + 27 + 15
    assert int(counts["fetch_weights"]) == 7


def test_a_misspelt_key_stops_the_run_with_the_key_that_was_meant(workflow):
    workflow.config["images"] = {"engin": "radmc3d"}
    assert "images: `engin` is no known key: did you mean `engine`?" in workflow.snakemake("-n", check=False)


def test_a_folder_that_is_not_there_is_named(workflow):
    workflow.config["simulations"]["A"] = {"path": "/nowhere/run"}
    assert "/nowhere/run holds no RAMSES output" in workflow.snakemake("-n", check=False)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("embedding", {"backbones": ["pixels", "MobilNet"]}, "no backbone is called 'MobilNet'"),
        ("images", {"opacity": "dustkappa_none.inp"}, "images.opacity: there is no file"),
    ],
)
def test_a_run_with_bad_input_stops_before_its_first_job(workflow, path, value, message):
    workflow.config[path] = value
    assert message in workflow.snakemake("--quiet", "rules", check=False)
    assert not (workflow.folder / "results/shared/snapshots").exists()


RENDERING = {"record_snapshots", "frame_observation", "place_views", "render_images"}
RENDERED = "results/mockD/images/A/00000-00049/{}.nc"
MATCHED = "results/mockD/matching/main/pixels/{}.nc"


@pytest.fixture
def line_run(run_of_a_line):
    """The run of the continuum and of CO with a config that the test may change; `planned` plans, and nothing runs."""
    planned = copy.copy(run_of_a_line)
    planned.config = copy.deepcopy(run_of_a_line.config)
    return planned


def tracer_of(workflow, tracer="CO"):
    return workflow.config["targets"]["mockD"]["tracers"][tracer]


def rules_of(workflow, tracer="CO"):
    """Rules that would run once each towards the matchings of all tracers; only the named tracer's jobs may."""
    tracers = workflow.config["targets"]["mockD"]["tracers"]
    found = workflow.planned("--", *(MATCHED.format(name) for name in tracers))
    for rule, outputs in found.items():
        assert len(outputs) == 1 and re.search(rf"/{tracer}[/._]", outputs[0]), (rule, outputs)
    return set(found)


OF_EMBEDDING = {"embed_images", "embed_observation", "match"}


def test_after_a_run_only_figures_are_left(line_run):
    assert rules_of(line_run) == set()
    left = set(line_run.jobs())
    assert {"plot_moment_maps", "plot_line_gallery", "plot_evolution", "tabulate_agreement", "write_report"} <= left
    assert not (RENDERING | OF_EMBEDDING) & left


@pytest.mark.parametrize(
    "change", [{"n_sigma": 5}, {"crop": {"width_au": 600, "rotation_deg": 20}}, {"velocity_limit_kms": 2.5}]
)
def test_another_threshold_crop_or_limit_embeds_and_matches_again_and_renders_nothing(line_run, change):
    tracer_of(line_run).update(change)
    assert rules_of(line_run) == OF_EMBEDDING


def test_another_abundance_renders_its_tracer_only_and_frames_nothing(line_run):
    tracer_of(line_run)["line"]["abundance"] = 1e-7
    assert rules_of(line_run) == {"render_images", "embed_images", "match"}


def test_another_transition_frames_its_tracer_again(line_run):
    tracer_of(line_run)["line"]["transition"] = "1-0"
    assert rules_of(line_run) == {"frame_observation", "render_images"} | OF_EMBEDDING


@pytest.mark.parametrize(
    "change", [{"velocity_substeps": False}, {"sub_channels": 2}, {"channel_noise": "none"}, {"hydrogen_mass": 2.7}]
)
def test_what_of_images_concerns_lines_alone_renders_line_tracers_alone(line_run, change):
    line_run.config["images"] |= change
    assert rules_of(line_run) == {"render_images", "embed_images", "match"}


def test_what_of_images_concerns_dust_renders_both(line_run):
    line_run.config["images"]["cloud_k"] = 12
    assert line_run.jobs()["render_images"] == 2


def test_another_systemic_velocity_frames_and_renders_lines_and_no_continuum(line_run):
    line_run.config["targets"]["mockD"]["systemic_kms"] = 3.5
    assert rules_of(line_run) == {"frame_observation", "render_images"} | OF_EMBEDDING


def test_one_more_line_tracer_renders_no_other_again(line_run):
    line_run.config["targets"]["mockD"]["tracers"]["SO"] = tracer_of(line_run) | {"line": "SO"}
    assert rules_of(line_run, "SO") == {"frame_observation", "render_images"} | OF_EMBEDDING


def test_cubes_are_not_made_unless_they_are_to_be_kept(line_run):
    assert f"{RENDERED.format('CO_cubes')[:-3]}" in line_run.snakemake("-n", "--forcerun", "render_images")
    line_run.config["images"]["keep_cubes"] = False
    assert rules_of(line_run) == set()
    assert "_cubes" not in line_run.snakemake("-n", "--forcerun", "render_images")


def test_a_kept_cube_has_the_moments_of_its_images(line_run):
    images = read_dataset(line_run.folder / RENDERED.format("CO"), IMAGES)
    (kept,) = (line_run.folder / RENDERED.format("CO_cubes")[:-3]).glob("*.nc")
    cubes = read_dataset(kept, CUBES)
    assert (kept.name, cubes.attrs["output"], cubes.attrs["tracer"]) == ("00026.nc", 26, "CO")
    assert cubes.sizes["view"] == images.sizes["image"] == 2
    velocity_kms, brightness = cubes["velocity_kms"].values, cubes["brightness"].values.astype(float)
    moment0 = np.trapezoid(brightness, velocity_kms, axis=1) + 0.5 * (
        (brightness[:, 0] + brightness[:, -1]) * np.diff(velocity_kms)[0]
    )
    rms = float(images.attrs["noise_jy_kms_per_beam"])
    np.testing.assert_allclose(images["moment0"].values, moment0, rtol=1e-4, atol=1e-4 * rms)
    moment1 = (brightness * velocity_kms[:, None, None]).sum(axis=1) / brightness.sum(axis=1)
    bright = moment0 > 5 * rms
    assert bright.mean() > 0.02
    np.testing.assert_allclose(images["moment1"].values[bright], moment1[bright], atol=1e-4)
