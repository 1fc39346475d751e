"""Rule compute_temperatures."""

from simanalogues.assembly.assemble import Assembly
from simanalogues.plan.job import job_of
from simanalogues.readers.source import Source
from simanalogues.temperatures.compute import MonteCarlo, compute_temperatures

with job_of(snakemake):
    compute_temperatures(
        snakemake.input.snapshots,
        assembly=Assembly(
            Source.from_params(snakemake.params.source),
            snakemake.params.opacity,
            snakemake.params.window_au,
            snakemake.params.matter,
        ),
        monte_carlo=MonteCarlo(snakemake.params.settings, snakemake.threads, snakemake.params.scratch),
        destination=snakemake.output.temperatures,
    )
