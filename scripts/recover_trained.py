"""Rule recover_trained."""

from simanalogues.job import job_of
from simanalogues.schema.training_kind import TRAINED
from simanalogues.validation.recover import recover

with job_of(snakemake):
    given = snakemake.input
    pairs = zip(snakemake.params.left_out, given.embeddings, given.pseudo, strict=True)
    recover(
        {
            "folds": {name: {"embeddings": images, "pseudo": pseudo} for name, images, pseudo in pairs},
            **{name: given[name] for name in ("catalogue", "system_views")},
        },
        names={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
        | {"network": snakemake.wildcards.backbone + TRAINED},
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destinations=dict(snakemake.output.items()),
    )
