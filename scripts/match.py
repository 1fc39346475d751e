"""Rule match."""

from simanalogues.matching.match import best_matches, match
from simanalogues.plan.job import job_of

with job_of(snakemake):
    match(
        {name: snakemake.input[name] for name in ("embeddings", "observation", "catalogue", "system_views")},
        names=dict(snakemake.wildcards.items()),
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destination=snakemake.output.matching,
    )
    best_matches(snakemake.output.matching, snakemake.output.best)
