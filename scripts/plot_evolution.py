"""Rule plot_evolution."""

from simanalogues.figures.evolution import plot_evolution
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_evolution(
        snakemake.input.matchings,
        snakemake.input.snapshots,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
