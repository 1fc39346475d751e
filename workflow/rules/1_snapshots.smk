"""Stage 1: the record of each simulation output."""


rule unpack_archive:
    """Lay out a simulation that comes as one archive. Wildcards: simulation."""
    input:
        archive=archive_of_simulation,
    output:
        folder=directory(paths.ARCHIVE),
    log:
        "logs/shared/unpack_archive/{simulation}.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        outputs=outputs_of_simulation,
        contents=contents_of(archive_of_simulation),
        code=source_digest("unpack_archive"),
    script:
        "../../scripts/unpack_archive.py"


rule record_snapshots:
    """Time, stars and orbit of each output of one chunk. Wildcards: simulation, chunk."""
    input:
        small_files=small_inputs_of_chunk,
    output:
        snapshots=paths.SNAPSHOTS,
    log:
        "logs/shared/record_snapshots/{simulation}/{chunk}.log",
    benchmark:
        "results/shared/benchmarks/record_snapshots/{simulation}/{chunk}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        source=source_of_simulation,
        outputs=outputs_of_chunk,
        outputs_until=outputs_until_chunk,
        stars=stars_of_simulation,
        settings=settings_of("snapshots"),
        code=reading_digest("record_snapshots"),
    script:
        "../../scripts/record_snapshots.py"
