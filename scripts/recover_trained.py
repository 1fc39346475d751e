"""Rule recover_trained."""

from simanalogues.plan.job import job_of
from simanalogues.schema.heads import TRAINED
from simanalogues.validation.recover import recover

NAMES = ("embeddings", "pseudo", "observation")

with job_of(snakemake):
    given = snakemake.input
    files = zip(*(given[name] for name in NAMES), strict=True)
    recover(
        {
            "folds": {
                left_out: dict(zip(NAMES, of_head, strict=True))
                for left_out, of_head in zip(snakemake.params.left_out, files, strict=True)
            },
            **{name: given[name] for name in ("catalogue", "system_views")},
        },
        names={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
        | {"network": snakemake.wildcards.backbone + TRAINED},
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destinations=dict(snakemake.output.items()),
    )
