"""Rule tabulate_grid."""

from simanalogues.plan.job import job_of
from simanalogues.training.grid import tabulate_grid

with job_of(snakemake):
    tabulate_grid(
        snakemake.input.histories, snakemake.params.points, {name: snakemake.output[name] for name in ("csv", "json")}
    )
