"""Rule measure_disks."""

from pathlib import Path

from simanalogues.disks.measure import measure_disks
from simanalogues.log import log_to

with log_to(snakemake.log[0]):
    measure_disks(
        snakemake.input.snapshots,
        folder=Path(snakemake.params.simulation_folder),
        settings=snakemake.params.settings,
        destination=snakemake.output.disks,
    )
