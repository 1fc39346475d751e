"""Rule embed_observation."""

from simanalogues.embedding.embed import embed_observation
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    embed_observation(
        snakemake.input.observation,
        backbone=snakemake.wildcards.backbone,
        settings={**snakemake.params.settings, "weights_file": snakemake.input.get("weights")},
        destination=snakemake.output.embedding,
    )
