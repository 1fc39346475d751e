"""Rule embed_images."""

from simanalogues.embedding.embed import embed_images
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    embed_images(
        snakemake.input.images,
        snakemake.input.observation,
        backbone=snakemake.wildcards.backbone,
        settings={**snakemake.params.settings, "weights_file": snakemake.input.get("weights")},
        context={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
        | {"seed": snakemake.params.settings["seed"]},
        destination=snakemake.output.embedding,
    )
