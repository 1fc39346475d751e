"""Rules plot_estimate and plot_estimate_trained."""

from simanalogues.figures.estimate import plot_estimate
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_estimate(
        snakemake.input.matchings,
        snakemake.input.observation,
        settings=snakemake.params.settings,
        trained=snakemake.params.trained,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
