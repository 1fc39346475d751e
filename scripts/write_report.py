"""Rule write_report."""

from simanalogues.plan.job import job_of
from simanalogues.report.report import write_report

with job_of(snakemake):
    write_report(
        dict(snakemake.input.items()),
        run={
            "target": snakemake.wildcards.target,
            **{name: snakemake.params[name] for name in ("config", "settings", "not_taken", "benchmarks")},
        },
        destination=snakemake.output.report,
    )
