"""Rule catalogue_systems."""

from simanalogues.catalogue.systems import catalogue_systems
from simanalogues.plan.job import job_of

with job_of(snakemake):
    catalogue_systems(
        dict(snakemake.input.items()),
        destination_nc=snakemake.output.nc,
        destination_csv=snakemake.output.csv,
    )
