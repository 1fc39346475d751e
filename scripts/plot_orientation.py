"""Rule plot_orientation."""

from simanalogues.figures.orientation import plot_orientation
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_orientation(
        snakemake.input.matchings,
        tracer=snakemake.wildcards.tracer,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
