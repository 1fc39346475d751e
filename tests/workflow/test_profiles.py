"""The profiles that ship, by dry runs of the demo and as Snakemake reads them. Real runs: tests/cluster."""

import os
import re
from pathlib import Path

import pytest
import yaml
from snakemake.profiles import ProfileConfigFileParser

OF_NETWORKS = {"embed_images", "embed_observation", "embed_pseudo_observations", "train_head"}


@pytest.fixture
def resources_with(dry_run_of, tmp_path):
    """The function that gives the resources of every rule of the demo, as a dry run with a profile prints them."""

    def resources(profile):
        status, said = dry_run_of("demo", tmp_path, "--workflow-profile", f"profiles/{profile}")
        assert status == 0, said
        rules = re.findall(r"rule (\w+):\n(?:    .*\n)*?    resources: (.*)", said)
        return {name: dict(item.split("=") for item in given.split(", ")) for name, given in rules}

    return resources


def read_by_snakemake(root, profile):
    with open(root / f"profiles/{profile}/config.yaml") as file:
        return ProfileConfigFileParser().parse(file)


def test_the_slurm_profile_sends_networks_to_the_gpu_partition_and_nothing_else(resources_with):
    resources = resources_with("slurm")
    assert {name for name, given in resources.items() if given["slurm_partition"] == "gpu"} == OF_NETWORKS
    assert {name for name, given in resources.items() if "gpu" in given} == OF_NETWORKS
    assert {given["slurm_partition"] for given in resources.values()} == {"cpu", "gpu"}
    assert all(given["runtime"].isdigit() and given["mem_mb"].isdigit() for given in resources.values())


def test_the_default_profile_knows_jobs_for_a_gpu_and_the_memory_of_every_rule(resources_with):
    resources = resources_with("default")
    assert {name for name, given in resources.items() if given.get("gpu_jobs") == "1"} == OF_NETWORKS
    assert all(given["mem_mb"].isdigit() for given in resources.values())


@pytest.mark.parametrize("profile", ["default", "slurm"])
def test_profiles_try_again_and_make_again_what_was_cut_off(root, profile):
    settings = read_by_snakemake(root, profile)
    assert settings["rerun-incomplete"] == "True"
    assert int(settings["retries"]) >= 1


def test_the_default_profile_runs_one_job_of_the_networks_at_a_time_on_a_gpu_within_the_memory_of_the_machine(root):
    limits = dict(item.split("=") for item in read_by_snakemake(root, "default")["resources"])
    total_kib = int(re.search(r"MemTotal: +(\d+) kB", Path("/proc/meminfo").read_text())[1])
    one_at_a_time = Path("/dev/nvidia0").exists()
    assert limits["gpu_jobs"] == ("1" if one_at_a_time else str(os.cpu_count()))
    assert int(limits["mem_mb"]) == pytest.approx(total_kib * 1024 / 1e6, rel=0.05)


def test_every_grid_point_of_a_training_gets_a_gpu_too(root):
    for profile, name in (("default", "gpu_jobs"), ("slurm", "gpu")):
        settings = yaml.safe_load((root / f"profiles/{profile}/config.yaml").read_text())
        assert settings["set-resources"]["train_grid_point"][name] == 1
