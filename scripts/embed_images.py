"""Rule embed_images."""

from simanalogues.embedding.embed import embed_images
from simanalogues.plan.job import job_of

with job_of(snakemake):
    embed_images(
        snakemake.input.images,
        snakemake.input.observation,
        backbone=snakemake.wildcards.backbone,
        settings={
            **snakemake.params.settings,
            "weights_file": snakemake.input.get("weights"),
            "code": snakemake.params.code,
        },
        context={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
        | {"seed": snakemake.params.settings["seed"]},
        pseudo=snakemake.input.pseudo,
        destination=snakemake.output.embedding,
    )
