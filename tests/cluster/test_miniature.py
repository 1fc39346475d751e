"""A run to its estimates on a SLURM without accounting, and what the controller has on record."""

import pytest

GPU_RULES = {"embed_images", "embed_observation", "train_head"}
RESULT = "results/mockD/estimates.json"


@pytest.fixture(scope="module")
def done(plain_slurm, make_driver, miniature):
    """The run."""
    driver = make_driver(plain_slurm, miniature)
    driver.run("--", RESULT)
    return driver


def test_the_run_ends_with_the_estimates(done):
    assert "MobileNet-trained" in (done.folder / RESULT).read_text()


def test_every_job_is_on_record_once_as_completed(done):
    assert {job.state for job in done.jobs} == {"COMPLETED"}
    assert len(done.jobs) == done.n_sent
    assert GPU_RULES | {"embed_with_head", "match", "tabulate_estimates"} <= {job.rule for job in done.jobs}


def test_rules_of_the_networks_had_a_gpu_in_its_partition_and_no_other_rule_had_one(done):
    where = {(job.rule, job.partition, job.n_gpus) for job in done.jobs}
    assert {rule for rule, partition, _ in where if partition == "cards"} == GPU_RULES
    assert {n_gpus for _, partition, n_gpus in where if partition == "cards"} == {1}
    assert {n_gpus for _, partition, n_gpus in where if partition == "cores"} == {0}
    assert {partition for _, partition, _ in where} == {"cards", "cores"}


def test_a_gpu_that_cannot_be_used_is_named_in_the_log_and_the_cpu_is_used(done):
    log = done.folder / "logs/mockD/train_head/main/MobileNet/continuum/azimuth.log"
    assert "the profile gives this job a GPU, but tensorflow sees none: it runs on a CPU" in log.read_text()


def test_jobs_used_the_sites_scratch_and_left_it_empty(done):
    assert list((done.folder / "scratch").iterdir()) == []
