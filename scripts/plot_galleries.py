"""Rule plot_galleries."""

from simanalogues.figures.gallery import plot_galleries
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_galleries(
        snakemake.input.matching,
        snakemake.input.observation,
        images=snakemake.input.images,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
