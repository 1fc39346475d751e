"""The catalogue: disks of every output, spectra of every view, and one table to hand on."""


rule measure_disks:
    """Disks and radial profiles of the gas about each star of one chunk. Wildcards: simulation, chunk."""
    input:
        folder=unpacked_archive,
        snapshots=paths.SNAPSHOTS,
    output:
        disks=paths.DISKS,
    log:
        "logs/shared/measure_disks/{simulation}/{chunk}.log",
    benchmark:
        "results/shared/benchmarks/measure_disks/{simulation}/{chunk}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        source=source_of_simulation,
        sizes=sizes_of_chunk,
        settings=config["disks"],
        code=reading_digest("measure_disks"),
    script:
        "../../scripts/measure_disks.py"


rule render_spectra:
    """Spectral energy distribution, bolometric temperature and Class of all views of one chunk. Wildcards: target,
    simulation, chunk."""
    input:
        folder=unpacked_archive,
        snapshots=paths.SNAPSHOTS,
        views=paths.VIEWS,
        temperatures=temperatures_of_spectra,
        opacity=opacity_file,
    output:
        spectra=paths.SPECTRA,
    log:
        "logs/{target}/render_spectra/{simulation}/{chunk}.log",
    benchmark:
        "results/{target}/benchmarks/render_spectra/{simulation}/{chunk}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    threads: 2
    params:
        source=source_of_simulation,
        sizes=sizes_of_chunk,
        opacity=opacity_of_images(),
        frame=frame_of_target,
        distance_pc=distance_of_target,
        scratch=config["scratch_dir"],
        matter=matter_settings(),
        settings=spectrum_settings(),
        contents=contents_of(opacity_file),
        code=reading_digest("render_spectra"),
    script:
        "../../scripts/render_spectra.py"


rule catalogue_systems:
    """All that is known of every output of a simulation, in one file and one table. Wildcards: simulation."""
    input:
        snapshots=of_every_chunk(paths.SNAPSHOTS),
        disks=of_every_chunk(paths.DISKS),
        temperatures=temperatures_of_simulation,
    output:
        nc=paths.CATALOGUE,
        csv=paths.CATALOGUE_TABLE,
    log:
        "logs/shared/catalogue_systems/{simulation}.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("catalogue_systems"),
    script:
        "../../scripts/catalogue_systems.py"


rule catalogue_views:
    """How each view sees the orbit and the disks, and its Class where spectra are made. Wildcards: target,
    simulation."""
    input:
        catalogue=paths.CATALOGUE,
        views=of_every_chunk(paths.VIEWS),
        spectra=spectra_of_simulation,
    output:
        nc=paths.SYSTEM_VIEWS,
        csv=paths.SYSTEM_VIEWS_TABLE,
    log:
        "logs/{target}/catalogue_views/{simulation}.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("catalogue_views"),
    script:
        "../../scripts/catalogue_views.py"
