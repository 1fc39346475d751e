"""Rule embed_observation."""

from simanalogues.embedding.embed import embed_observation
from simanalogues.plan.job import job_of

with job_of(snakemake):
    embed_observation(
        snakemake.input.observation,
        backbone=snakemake.wildcards.backbone,
        settings={**snakemake.params.settings, "weights_file": snakemake.input.get("weights")},
        destination=snakemake.output.embedding,
    )
