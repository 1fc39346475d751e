"""Dust temperatures, shared by all targets and tracers."""


rule compute_temperatures:
    """Dust temperature of each output of one chunk by radiative transfer, in a cube of that side. Wildcards: window,
    simulation, chunk."""
    input:
        folder=unpacked_archive,
        snapshots=paths.SNAPSHOTS,
        opacity=opacity_file,
    output:
        temperatures=paths.TEMPERATURES,
    log:
        "logs/shared/compute_temperatures/{window}/{simulation}/{chunk}.log",
    benchmark:
        "results/shared/benchmarks/compute_temperatures/{window}/{simulation}/{chunk}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    threads: 2
    params:
        source=source_of_simulation,
        sizes=sizes_of_chunk,
        opacity=opacity_of_images(),
        window_au=side_of_window,
        scratch=config["scratch_dir"],
        matter=matter_settings(),
        settings=temperature_settings(),
        contents=contents_of(opacity_file),
        code=reading_digest("compute_temperatures"),
    script:
        "../../scripts/compute_temperatures.py"
