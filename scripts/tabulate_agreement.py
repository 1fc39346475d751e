"""Rule tabulate_agreement."""

from simanalogues.figures.agreement import tabulate_agreement
from simanalogues.plan.job import job_of

with job_of(snakemake):
    tabulate_agreement(
        snakemake.input.matchings,
        settings=snakemake.params.settings,
        json_file=snakemake.output.json,
        csv_file=snakemake.output.csv,
    )
