"""Rule render_images."""

from simanalogues.images.render import render_images
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    render_images(
        {name: snakemake.input[name] for name in ("snapshots", "views", "observation", "temperatures")},
        simulation={"source": snakemake.params.source, "opacity": snakemake.params.opacity},
        settings=snakemake.params.settings,
        line=snakemake.params.line,
        threads=snakemake.threads,
        scratch=snakemake.params.scratch,
        destinations=dict(snakemake.output.items()),
    )
