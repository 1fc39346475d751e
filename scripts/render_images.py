"""Rule render_images."""

from simanalogues.images.render import render_images
from simanalogues.plan.job import job_of

with job_of(snakemake):
    render_images(
        {name: snakemake.input[name] for name in ("snapshots", "views", "observation", "temperatures")},
        simulation={"source": snakemake.params.source, "opacity": snakemake.params.opacity},
        settings=snakemake.params.settings,
        line=snakemake.params.line,
        threads=snakemake.threads,
        scratch=snakemake.params.scratch,
        destinations=dict(snakemake.output.items()),
    )
