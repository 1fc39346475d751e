"""Rule record_snapshots."""

from simanalogues.log import log_to
from simanalogues.readers.source import Source
from simanalogues.snapshots.record import Simulation, record_snapshots

with log_to(snakemake.log[0]):
    record_snapshots(
        Simulation(
            name=snakemake.wildcards.simulation,
            source=Source.from_params(snakemake.params.source),
            outputs=tuple(snakemake.params.outputs_until),
            stars=tuple(snakemake.params.stars),
        ),
        list(snakemake.params.outputs),
        settings=snakemake.params.settings,
        destination=snakemake.output.snapshots,
    )
