"""Rule recover."""

from simanalogues.job import job_of
from simanalogues.validation.recover import recover

with job_of(snakemake):
    given = snakemake.input
    for without, destination in snakemake.output.items():
        recover(
            {
                **{name: given[name] for name in ("embeddings", "catalogue", "system_views", "matching")},
                "pseudo": given.pseudo,
            },
            names={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
            | {"network": snakemake.wildcards.backbone},
            target=snakemake.params.geometry,
            settings={**snakemake.params.settings, "without": without},
            destination=destination,
        )
