"""Rule tabulate_agreement."""

from simanalogues.plan.job import job_of
from simanalogues.tables.agreement import tabulate_agreement

with job_of(snakemake):
    tabulate_agreement(
        snakemake.input.matchings,
        settings=snakemake.params.settings,
        json_file=snakemake.output.json,
        csv_file=snakemake.output.csv,
    )
