"""Rule plot_cone."""

from simanalogues.figures.cone import plot_cone
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_cone(
        snakemake.input.matchings,
        snakemake.input.observation,
        outputs={name: snakemake.input[name] for name in ("snapshots", "views", "images")},
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
