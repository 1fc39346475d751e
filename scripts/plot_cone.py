"""Rule plot_cone."""

from simanalogues.figures.cone import plot_cone
from simanalogues.plan.job import job_of

with job_of(snakemake):
    plot_cone(
        snakemake.input.matchings,
        snakemake.input.observation,
        outputs={name: snakemake.input[name] for name in ("snapshots", "views", "images")},
        settings=snakemake.params.settings,
        pdf=snakemake.output.pdf,
        png=snakemake.output.png,
    )
