"""Rule recover_baselines."""

from simanalogues.plan.job import job_of
from simanalogues.schema.recovery import BASELINES
from simanalogues.validation.baselines import recover_baselines

with job_of(snakemake):
    recover_baselines(
        {name: snakemake.input[name] for name in ("embeddings", "pseudo", "catalogue", "system_views")},
        names={name: snakemake.wildcards[name] for name in ("target", "tracer", "preparation")}
        | {"network": snakemake.wildcards.backbone},
        target=snakemake.params.geometry,
        settings=snakemake.params.settings,
        destinations={
            without: {name: snakemake.output[f"{without}_{name}"] for name in BASELINES}
            for without in snakemake.params.folds
        },
    )
