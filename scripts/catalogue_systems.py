"""Rule catalogue_systems."""

from simanalogues.catalogue.systems import catalogue_systems
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    catalogue_systems(
        dict(snakemake.input.items()),
        destination_nc=snakemake.output.nc,
        destination_csv=snakemake.output.csv,
    )
