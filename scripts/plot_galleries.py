"""Rule plot_galleries."""

from simanalogues.figures.gallery import plot_galleries
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_galleries(
        snakemake.input.matching,
        snakemake.input.observation,
        images=snakemake.input.images,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
