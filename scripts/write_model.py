"""Rule write_model."""

from simanalogues.images.keep import keep_model
from simanalogues.plan.job import job_of

with job_of(snakemake):
    keep_model(
        {name: snakemake.input[name] for name in ("snapshots", "temperatures")},
        int(snakemake.wildcards.number),
        simulation={"source": snakemake.params.source, "opacity": snakemake.params.opacity},
        field_au=snakemake.params.frame["field_au"],
        settings=snakemake.params.settings,
        line=snakemake.params.line,
        destination=snakemake.output.model,
    )
