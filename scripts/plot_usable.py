"""Rule plot_usable."""

from simanalogues.figures.usable import plot_usable
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_usable(
        snakemake.input.snapshots,
        snakemake.input.views,
        observation=snakemake.input.observations[0],
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
