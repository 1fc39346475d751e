"""Rule recover."""

from simanalogues.plan.job import job_of
from simanalogues.validation.recover import recover

with job_of(snakemake):
    given = snakemake.input
    recover(
        {name: given[name] for name in ("embeddings", "pseudo", "catalogue", "system_views", "matching")},
        names={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
        | {"network": snakemake.wildcards.backbone},
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destinations=dict(snakemake.output.items()),
    )
