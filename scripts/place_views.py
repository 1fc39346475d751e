"""Rule place_views."""

from simanalogues.plan.job import job_of
from simanalogues.views.place import place_views

with job_of(snakemake):
    place_views(
        snakemake.input.snapshots,
        target=snakemake.params.geometry,
        field_au=snakemake.params.frame["field_au"],
        settings=snakemake.params.settings,
        destination=snakemake.output.views,
    )
