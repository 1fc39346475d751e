"""Rule compute_temperatures."""

from pathlib import Path

from simanalogues.log import log_to
from simanalogues.models.assemble import Assembly
from simanalogues.temperatures.compute import MonteCarlo, compute_temperatures

with log_to(snakemake.log[0]):
    compute_temperatures(
        snakemake.input.snapshots,
        assembly=Assembly(
            Path(snakemake.params.simulation_folder),
            snakemake.params.opacity,
            snakemake.params.window_au,
            snakemake.params.matter,
        ),
        monte_carlo=MonteCarlo(snakemake.params.settings, snakemake.threads, snakemake.params.scratch),
        destination=snakemake.output.temperatures,
    )
