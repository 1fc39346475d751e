"""Rule plot_systems."""

from simanalogues.figures.systems import plot_systems
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    plot_systems(snakemake.input.catalogue, pdf=snakemake.output.pdf, png=snakemake.output.png)
