"""Stage 7: distances, z-scores and ranks of all images."""


rule match:
    """Every image of one network and tracer, ranked by its likeness to the observation. Wildcards: target,
    preparation, network, tracer."""
    input:
        embeddings=embeddings_of_network,
        observation=paths.EMBEDDED_OBSERVATION,
        catalogue=of_every_simulation(paths.CATALOGUE),
        system_views=of_simulations(paths.SYSTEM_VIEWS),
    output:
        matching=paths.MATCHING,
        best=paths.BEST,
    log:
        "logs/{target}/match/{preparation}/{network}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/match/{preparation}/{network}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        settings=settings_of("matching"),
        code=source_digest("match"),
    script:
        "../../scripts/match.py"
