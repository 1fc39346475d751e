"""Rule plot_usable."""

from simanalogues.figures.usable import plot_usable
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_usable(
        snakemake.input.snapshots,
        snakemake.input.views,
        observation=snakemake.input.observations[0],
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
