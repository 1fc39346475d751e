"""Rule plot_orientation."""

from simanalogues.figures.orientation import plot_orientation
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_orientation(
        snakemake.input.matchings,
        tracer=snakemake.wildcards.tracer,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
