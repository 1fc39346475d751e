"""Rule fetch_weights."""

from simanalogues.embedding.weights import fetch_weights
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    fetch_weights(snakemake.wildcards.backbone, snakemake.output.weights)
