"""Rule record_snapshots."""

from simanalogues.plan.job import job_of
from simanalogues.readers.source import Source
from simanalogues.snapshots.record import Simulation, record_snapshots

with job_of(snakemake):
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
