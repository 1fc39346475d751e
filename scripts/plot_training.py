"""Rule plot_training."""

from simanalogues.figures.training_curves import plot_training
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_training(
        snakemake.input.histories,
        tracer=snakemake.wildcards.tracer,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
