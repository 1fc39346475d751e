"""Stage 2: the observed map in the frame of the binary."""


rule frame_observation:
    """Observed map, turned, centred, cut and resampled; its beam and noise. Wildcards: target, tracer."""
    input:
        fits=fits_of_tracer,
    output:
        observation=paths.OBSERVATION,
    log:
        "logs/{target}/frame_observation/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/frame_observation/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        frame=frame_of_tracer,
        settings=map_settings,
        contents=contents_of(fits_of_tracer),
        code=source_digest("frame_observation"),
    script:
        "../../scripts/frame_observation.py"
