"""Rule embed_without_simulations."""

from simanalogues.plan.job import job_of
from simanalogues.training.embed_without import embed_without_simulation

NAMES = ("embeddings", "pseudo", "observation")

with job_of(snakemake):
    inputs = {name: snakemake.input[name] for name in NAMES}
    destinations = zip(*(snakemake.output[name] for name in NAMES), strict=True)
    for head, of_head in zip(snakemake.input.heads, destinations, strict=True):
        embed_without_simulation(head, inputs, dict(zip(NAMES, of_head, strict=True)))
