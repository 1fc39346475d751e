"""Rule embed_with_head."""

from simanalogues.plan.job import job_of
from simanalogues.training.embed import embed_with_head

with job_of(snakemake):
    embed_with_head(
        snakemake.input.head,
        {name: snakemake.input[name] for name in ("embeddings", "observation")},
        {name: snakemake.output[name] for name in ("embeddings", "observation")},
    )
