"""Rule plot_training."""

from simanalogues.figures.training_curves import plot_training
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_training(
        snakemake.input.histories,
        tracer=snakemake.wildcards.tracer,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
