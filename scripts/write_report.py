"""Rule write_report."""

from simanalogues.figures.report import write_report
from simanalogues.plan.job import job_of

with job_of(snakemake):
    write_report(
        dict(snakemake.input.items()),
        run={
            "target": snakemake.wildcards.target,
            **{name: snakemake.params[name] for name in ("config", "settings", "not_taken", "benchmarks")},
        },
        destination=snakemake.output.report,
    )
