"""Stage 9, of the page to explore: small pictures of the maps that it shows."""


rule pack_thumbnails:
    """Thumbnails of all images that the report holds, and larger maps, of one tracer. Wildcards: target, tracer."""
    input:
        matchings=matchings_of_report,
        observation=paths.OBSERVATION,
        images=images_of_target,
    output:
        thumbnails=paths.THUMBNAILS,
        maps=paths.LARGE_MAPS,
    log:
        "logs/{target}/pack_thumbnails/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/pack_thumbnails/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("pack_thumbnails"),
    script:
        "../../scripts/pack_thumbnails.py"
