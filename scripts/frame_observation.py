"""Rule frame_observation."""

from simanalogues.observation.observe import observe
from simanalogues.plan.job import job_of

with job_of(snakemake):
    observe(
        snakemake.params.settings["file"],
        target={
            "name": snakemake.wildcards.target,
            "systemic_kms": snakemake.params.settings["systemic_kms"],
            **snakemake.params.geometry,
        },
        tracer=snakemake.wildcards.tracer,
        entry=snakemake.params.settings,
        frame=snakemake.params.frame,
        destination=snakemake.output.observation,
    )
