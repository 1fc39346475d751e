"""Rule tabulate_estimates."""

from simanalogues.plan.job import job_of
from simanalogues.tables.estimates import tabulate_estimates

with job_of(snakemake):
    tabulate_estimates(
        snakemake.input.matchings,
        truth=snakemake.params.settings["truth"],
        settings=snakemake.params.settings,
        json_file=snakemake.output.json,
        csv_file=snakemake.output.csv,
    )
