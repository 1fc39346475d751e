"""Rule pack_thumbnails."""

from simanalogues.plan.job import job_of
from simanalogues.report.explore.maps import pack_thumbnails

with job_of(snakemake):
    pack_thumbnails(
        snakemake.input.matchings,
        snakemake.input.observation,
        images=snakemake.input.images,
        settings=snakemake.params.settings,
        thumbnails=snakemake.output.thumbnails,
        maps=snakemake.output.maps,
    )
