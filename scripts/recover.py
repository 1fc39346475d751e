"""Rule recover."""

from simanalogues.job import job_of
from simanalogues.validation.recover import recover

with job_of(snakemake):
    given = snakemake.input
    pairs = zip(snakemake.params.left_out, given.embeddings, given.pseudo, strict=False)
    folds = {name: {"embeddings": images, "pseudo": pseudo} for name, images, pseudo in pairs}
    recover(
        {
            **{name: given[name] for name in ("catalogue", "system_views", "matching")},
            **({"folds": folds} if folds else {"embeddings": given.embeddings, "pseudo": given.pseudo[0]}),
        },
        names={name: snakemake.wildcards[name] for name in ("target", "tracer", "network", "preparation")},
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destination=snakemake.output.recovery,
    )
