"""Rules train_head and train_grid_point."""

from simanalogues.plan.job import job_of
from simanalogues.training.train import train_head

with job_of(snakemake):
    train_head(
        {name: snakemake.input[name] for name in ("embeddings", "catalogue", "system_views")},
        names={"head": "azimuth"} | dict(snakemake.wildcards.items()),
        settings=snakemake.params.settings,
        resources=dict(snakemake.resources.items()),
        destinations=dict(snakemake.output.items()) | {"checkpoint": snakemake.params.checkpoint},
    )
