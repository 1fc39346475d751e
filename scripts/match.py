"""Rule match."""

from simanalogues.log import log_to
from simanalogues.matching.match import best_matches, match

with log_to(snakemake.log[0]):
    match(
        {name: snakemake.input[name] for name in ("embeddings", "observation", "catalogue", "system_views")},
        names=dict(snakemake.wildcards.items()),
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destination=snakemake.output.matching,
    )
    best_matches(snakemake.output.matching, snakemake.output.best)
