"""Rule tabulate_agreement."""

from simanalogues.figures.agreement import tabulate_agreement
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    tabulate_agreement(
        snakemake.input.matchings,
        settings=snakemake.params.settings,
        json_file=snakemake.output.json,
        csv_file=snakemake.output.csv,
    )
