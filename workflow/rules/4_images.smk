"""Stage 4: synthetic maps of every view."""


rule render_images:
    """Maps of all views of one chunk, after the beam. Wildcards: target, simulation, chunk, tracer."""
    input:
        folder=unpacked_archive,
        snapshots=paths.SNAPSHOTS,
        views=paths.VIEWS,
        observation=paths.OBSERVATION,
        temperatures=temperatures_of_maps,
        molecule=molecule_of_tracer,
        opacity=opacity_file,
    output:
        **{name: directory(path) for name, path in folder_of_cubes().items()},
        images=paths.IMAGES,
    log:
        "logs/{target}/render_images/{simulation}/{chunk}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/render_images/{simulation}/{chunk}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    threads: 2
    params:
        source=source_of_simulation,
        sizes=sizes_of_chunk,
        opacity=opacity_of_images(),
        scratch=config["scratch_dir"],
        settings=image_settings,
        line=line_of_tracer,
        contents=contents_of(molecule_of_tracer, opacity_file),
        code=reading_digest("render_images"),
    script:
        "../../scripts/render_images.py"


rule write_model:
    """The RADMC-3D model directory of one output, to keep; ASCII, as radmc3dPy reads it, with the gas of a tracer where
    it is one of a line. Wildcards: target, tracer, simulation, number."""
    input:
        folder=unpacked_archive,
        snapshots=snapshots_of_number,
        temperatures=temperatures_of_number,
        molecule=molecule_of_tracer,
        opacity=opacity_file,
    output:
        model=directory(paths.MODEL),
    log:
        "logs/{target}/write_model/{tracer}/{simulation}/{number}.log",
    conda:
        "../../envs/pipeline.yaml"
    threads: 2
    params:
        source=source_of_simulation,
        frame=frame_of_tracer,
        opacity=opacity_of_images(),
        settings=settings_of("images"),
        line=line_of_tracer,
        contents=contents_of(molecule_of_tracer, opacity_file),
        code=reading_digest("write_model"),
    script:
        "../../scripts/write_model.py"
