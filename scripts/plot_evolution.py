"""Rule plot_evolution."""

from simanalogues.figures.evolution import plot_evolution
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_evolution(
        snakemake.input.matchings,
        snakemake.input.snapshots,
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
