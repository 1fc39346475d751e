"""Rule unpack_archive."""

from simanalogues.log import log_to
from simanalogues.readers.archive import unpack

with log_to(snakemake.log[0]):
    unpack(snakemake.input.archive, snakemake.output.folder, outputs=snakemake.params.outputs)
