import re
import subprocess
import sys

import pytest

STAGES = {"record_snapshots", "frame_observation", "place_views", "render_images", "embed_images", "match"}


def snakemake(root, *arguments):
    command = [sys.executable, "-m", "snakemake", "-n", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_the_demo_has_every_stage(root, tmp_path):
    done = snakemake(root, "--quiet", "rules", "--directory", str(tmp_path), "--configfile", "config/demo.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(re.findall(r"^(\w+) +\d+$", done.stdout, re.MULTILINE)) >= STAGES | {"write_report", "all"}


def test_the_papers_run_needs_no_data_to_be_planned(root, tmp_path):
    done = snakemake(root, "--quiet", "rules", "--directory", str(tmp_path), "--configfile", "config/paper.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(re.findall(r"^(\w+) +(\d+)$", done.stdout, re.MULTILINE))
    # 1480 + 2600 + 1480 outputs in chunks of 50 numbers, counted from 0.
    assert int(counts["render_images"]) == 30 + 53 + 30
    assert int(counts["fetch_weights"]) == 7


def test_the_slurm_profile_sends_networks_to_the_gpu_partition_and_nothing_else(root, tmp_path):
    arguments = ("--workflow-profile", "profiles/slurm", "--directory", str(tmp_path))
    done = snakemake(root, *arguments, "--configfile", "config/demo.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    rules = re.findall(r"rule (\w+):\n(?:    .*\n)*?    resources: (.*)", done.stdout)
    partitions = {name: re.search(r"slurm_partition=(\w+)", resources)[1] for name, resources in rules}
    assert {name for name, partition in partitions.items() if partition == "gpu"} == {
        "embed_images",
        "embed_observation",
    }
    assert set(partitions) >= STAGES


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
