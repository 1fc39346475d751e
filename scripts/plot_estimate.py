"""Rule plot_estimate."""

from simanalogues.figures.estimate import plot_estimate
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_estimate(
        snakemake.input.matchings,
        snakemake.input.observation,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
