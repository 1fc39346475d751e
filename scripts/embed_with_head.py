"""Rule embed_with_head."""

from simanalogues.log import log_to
from simanalogues.training.embed import embed_with_head

with log_to(snakemake.log[0]):
    embed_with_head(
        snakemake.input.head,
        {name: snakemake.input[name] for name in ("embeddings", "observation")},
        {name: snakemake.output[name] for name in ("embeddings", "observation")},
    )
