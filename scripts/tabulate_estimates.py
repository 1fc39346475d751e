"""Rule tabulate_estimates."""

from simanalogues.figures.estimates import tabulate_estimates
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    tabulate_estimates(
        snakemake.input.matchings,
        truth=snakemake.params.settings["truth"],
        settings=snakemake.params.settings,
        json_file=snakemake.output.json,
        csv_file=snakemake.output.csv,
    )
