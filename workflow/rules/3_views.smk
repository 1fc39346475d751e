"""Stage 3: the cone of observers."""


rule place_views:
    """Where observers stand who see the observed separation. Wildcards: target, simulation, chunk."""
    input:
        snapshots=paths.SNAPSHOTS,
    output:
        views=paths.VIEWS,
    log:
        "logs/{target}/place_views/{simulation}/{chunk}.log",
    benchmark:
        "results/{target}/benchmarks/place_views/{simulation}/{chunk}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        frame=frame_of_target,
        settings=settings_of("views"),
        code=source_digest("place_views"),
    script:
        "../../scripts/place_views.py"
