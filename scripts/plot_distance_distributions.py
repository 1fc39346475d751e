"""Rule plot_distance_distributions."""

from simanalogues.figures.distance_distributions import plot_distance_distributions
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_distance_distributions(
        snakemake.input.matchings,
        tracer=snakemake.wildcards.tracer,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
