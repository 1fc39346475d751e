"""Rule fetch_weights."""

from simanalogues.embedding.weights import fetch_weights
from simanalogues.plan.job import job_of

with job_of(snakemake):
    fetch_weights(snakemake.wildcards.backbone, snakemake.output.weights)
