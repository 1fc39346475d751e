"""Rule frame_observation."""

from simanalogues.log import log_to
from simanalogues.observation.observe import observe

with log_to(snakemake.log[0]):
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
