"""Rule plot_moment_maps."""

from simanalogues.figures.moment_maps import plot_moment_maps
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_moment_maps(
        snakemake.input.matchings,
        snakemake.input.observations,
        images=snakemake.input.images,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
