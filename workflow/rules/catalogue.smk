"""The catalogue: disks of every output, spectra of every view, and one table to hand on."""


rule measure_disks:
    """Disks and radial profiles of the gas about each star of one chunk. Wildcards: simulation, chunk."""
    input:
        folder=unpacked_archive,
        snapshots="results/shared/snapshots/{simulation}/{chunk}.nc",
    output:
        disks="results/shared/disks/{simulation}/{chunk}.nc",
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
        code=source_digest("disks"),
    script:
        "../../scripts/measure_disks.py"


rule render_spectra:
    """Spectral energy distribution, bolometric temperature and Class of all views of one chunk. Wildcards: target,
    simulation, chunk."""
    input:
        folder=unpacked_archive,
        snapshots="results/shared/snapshots/{simulation}/{chunk}.nc",
        views="results/{target}/views/{simulation}/{chunk}.nc",
        temperatures=temperatures_of_spectra,
        opacity=opacity_file,
    output:
        spectra="results/{target}/spectra/{simulation}/{chunk}.nc",
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
        code=source_digest("spectra"),
    script:
        "../../scripts/render_spectra.py"


rule catalogue_systems:
    """All that is known of every output of a simulation, in one file and one table. Wildcards: simulation."""
    input:
        snapshots=shared_files("snapshots"),
        disks=shared_files("disks"),
        temperatures=temperatures_of_simulation,
    output:
        nc="results/shared/catalogue/{simulation}.nc",
        csv="results/shared/catalogue/{simulation}.csv",
    log:
        "logs/shared/catalogue_systems/{simulation}.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("catalogue"),
    script:
        "../../scripts/catalogue_systems.py"


rule catalogue_views:
    """How each view sees the orbit and the disks, and its Class where spectra are made. Wildcards: target,
    simulation."""
    input:
        catalogue="results/shared/catalogue/{simulation}.nc",
        views=views_of_simulation,
        spectra=spectra_of_simulation,
    output:
        nc="results/{target}/catalogue/{simulation}.nc",
        csv="results/{target}/catalogue/{simulation}.csv",
    log:
        "logs/{target}/catalogue_views/{simulation}.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("catalogue"),
    script:
        "../../scripts/catalogue_views.py"
