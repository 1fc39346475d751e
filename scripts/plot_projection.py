"""Rule plot_projection."""

from simanalogues.figures.projection import plot_projection
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_projection(
        dict(snakemake.input.items()),
        backbone=snakemake.wildcards.backbone,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
