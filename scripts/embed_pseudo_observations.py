"""Rule embed_pseudo_observations."""

from simanalogues.embedding.pseudo import embed_pseudo_observations
from simanalogues.plan.job import job_of

with job_of(snakemake):
    embed_pseudo_observations(
        snakemake.input.pseudo,
        snakemake.input.observation,
        backbone=snakemake.wildcards.backbone,
        settings={**snakemake.params.settings, "weights_file": snakemake.input.get("weights")},
        destination=snakemake.output.embedding,
    )
