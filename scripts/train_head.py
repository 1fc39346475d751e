"""Rules train_head and train_grid_point."""

from simanalogues.log import log_to
from simanalogues.training.train import train_head

with log_to(snakemake.log[0]):
    train_head(
        {name: snakemake.input[name] for name in ("embeddings", "catalogue", "system_views")},
        names={"head": "azimuth"} | dict(snakemake.wildcards.items()),
        settings=snakemake.params.settings,
        resources=dict(snakemake.resources.items()),
        destinations=dict(snakemake.output.items()) | {"checkpoint": snakemake.params.checkpoint},
    )
