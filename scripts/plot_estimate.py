"""Rules plot_estimate and plot_estimate_trained."""

from simanalogues.figures.estimate import plot_estimate
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_estimate(
        snakemake.input.matchings,
        snakemake.input.observation,
        settings=snakemake.params.settings,
        trained=snakemake.params.trained,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
