"""What a run will take, from made-up benchmarks."""

import pytest

from simanalogues.plan.forecast import Work, forecast

HEADER = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


@pytest.fixture
def job(tmp_path):
    """A function that makes a job; with `seconds` it has run."""

    def make(name, rule="render_images", *, n_outputs=10, seconds=None, cpu="NA", n_bytes=0, **facts):
        benchmark, result = tmp_path / f"{name}.tsv", tmp_path / f"{name}.nc"
        if seconds is not None:
            benchmark.write_text(HEADER + f"{seconds}\t0\t0\t0\t0\t0\t0\t0\t0\t{cpu}\n")
            result.write_bytes(b"0" * n_bytes)
        facts = {"wildcards": {}, "is_on_gpu": False, "is_due": seconds is None} | facts
        return Work(rule, n_outputs=n_outputs, benchmark=str(benchmark), files=[str(result)], **facts)

    return make


def test_a_job_costs_what_its_rule_did_per_output(job):
    done = job("a", seconds=1800, cpu=3600, n_bytes=2_000_000)
    said = forecast([done, job("b", n_outputs=20), job("c", n_outputs=5)])
    assert said.startswith("2 jobs to run.")
    assert "2.5 hours of CPU, 0.0 minutes of jobs for a GPU, 5.0 MB of results" in said


def test_jobs_of_another_tracer_are_of_another_kind_where_one_has_run(job):
    line, continuum = {"tracer": "CO"}, {"tracer": "continuum"}
    done = [job("a", seconds=60, wildcards=continuum), job("b", seconds=6000, wildcards=line)]
    assert "10.0 minutes of CPU" not in forecast([*done, job("c", wildcards=continuum)])
    assert "1.0 minutes of CPU" in forecast([*done, job("c", wildcards=continuum)])
    assert "1.7 hours of CPU" in forecast([*done, job("c", wildcards=line)])
    assert "50.5 minutes of CPU" in forecast([*done, job("c", wildcards={"tracer": "SO"})])


def test_jobs_on_a_gpu_count_by_the_clock_and_not_as_cpu(job):
    done = job("a", "embed_images", seconds=7200, cpu=9000, is_on_gpu=True)
    assert "0.0 minutes of CPU, 2.0 hours of jobs for a GPU" in forecast(
        [done, job("b", "embed_images", is_on_gpu=True)]
    )


def test_what_never_ran_is_counted_and_not_guessed(job):
    said = forecast([job("a"), job("b"), job("c", "match"), job("d", "match", seconds=60)])
    assert said.startswith("3 jobs to run.\nBy the benchmarks")
    assert said.endswith("Not estimated, as none of their kind has run yet: render_images (2).")
    assert forecast([job("a"), job("b")]) == (
        "2 jobs to run. What they will take is estimated when some of their kind have run."
    )


def test_nothing_is_said_where_nothing_is_due(job):
    assert forecast([job("a", seconds=3)]) == ""
