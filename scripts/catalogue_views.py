"""Rule catalogue_views."""

from simanalogues.catalogue.views import catalogue_views
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    catalogue_views(
        dict(snakemake.input.items()),
        destination_nc=snakemake.output.nc,
        destination_csv=snakemake.output.csv,
    )
