"""Rule catalogue_views."""

from simanalogues.catalogue.views import catalogue_views
from simanalogues.plan.job import job_of

with job_of(snakemake):
    catalogue_views(
        dict(snakemake.input.items()),
        destination_nc=snakemake.output.nc,
        destination_csv=snakemake.output.csv,
    )
