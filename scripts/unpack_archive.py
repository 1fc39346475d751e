"""Rule unpack_archive."""

from simanalogues.plan.job import job_of
from simanalogues.readers.archive import unpack

with job_of(snakemake):
    unpack(snakemake.input.archive, snakemake.output.folder, outputs=snakemake.params.outputs)
