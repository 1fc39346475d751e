"""Rule place_views."""

from simanalogues.log import log_to
from simanalogues.views.place import place_views

with log_to(snakemake.log[0]):
    place_views(
        snakemake.input.snapshots,
        target=snakemake.params.geometry,
        field_au=snakemake.params.frame["field_au"],
        settings=snakemake.params.settings,
        destination=snakemake.output.views,
    )
