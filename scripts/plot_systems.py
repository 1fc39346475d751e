"""Rule plot_systems."""

from simanalogues.figures.systems import plot_systems
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_systems(snakemake.input.catalogue, pdf=snakemake.output.pdf, png=snakemake.output.png)
