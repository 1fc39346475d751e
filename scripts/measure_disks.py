"""Rule measure_disks."""

from simanalogues.disks.measure import measure_disks
from simanalogues.log import log_to
from simanalogues.readers.source import Source

with log_to(snakemake.log[0]):
    measure_disks(
        snakemake.input.snapshots,
        source=Source.from_params(snakemake.params.source),
        settings=snakemake.params.settings,
        destination=snakemake.output.disks,
    )
