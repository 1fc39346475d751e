"""Rule write_report."""

from simanalogues.figures.report import write_report
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    write_report(
        dict(snakemake.input.items()),
        run={
            "target": snakemake.wildcards.target,
            **{name: snakemake.params[name] for name in ("config", "settings", "not_taken", "benchmarks")},
        },
        destination=snakemake.output.report,
    )
