"""Rule plot_distance_distributions."""

from simanalogues.figures.distance_distributions import plot_distance_distributions
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_distance_distributions(
        snakemake.input.matchings,
        tracer=snakemake.wildcards.tracer,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
