"""Rule tabulate_grid."""

from simanalogues.log import log_to
from simanalogues.training.grid import tabulate_grid

with log_to(snakemake.log[0]):
    tabulate_grid(
        snakemake.input.histories, snakemake.params.points, {name: snakemake.output[name] for name in ("csv", "json")}
    )
