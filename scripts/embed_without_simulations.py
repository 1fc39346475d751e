"""Rule embed_without_simulations."""

from simanalogues.job import job_of
from simanalogues.training.embed_without import embed_without_simulation

with job_of(snakemake):
    destinations = zip(snakemake.output.embeddings, snakemake.output.pseudo, strict=True)
    for head, (embeddings, pseudo) in zip(snakemake.input.heads, destinations, strict=True):
        embed_without_simulation(
            head,
            {"embeddings": snakemake.input.embeddings, "pseudo": snakemake.input.pseudo},
            {"embeddings": embeddings, "pseudo": pseudo},
        )
