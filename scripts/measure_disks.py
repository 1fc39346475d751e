"""Rule measure_disks."""

from simanalogues.disks.measure import measure_disks
from simanalogues.plan.job import job_of
from simanalogues.readers.source import Source

with job_of(snakemake):
    measure_disks(
        snakemake.input.snapshots,
        source=Source.from_params(snakemake.params.source),
        settings=snakemake.params.settings,
        destination=snakemake.output.disks,
    )
