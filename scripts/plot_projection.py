"""Rule plot_projection."""

from simanalogues.figures.projection import plot_projection
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_projection(
        dict(snakemake.input.items()),
        backbone=snakemake.wildcards.backbone,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
