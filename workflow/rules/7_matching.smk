"""Stage 7: distances, z-scores and ranks of all images."""


rule match:
    """Every image of one network and tracer, ranked by its likeness to the observation. Wildcards: target,
    preparation, network, tracer."""
    input:
        embeddings=embeddings_of_network,
        observation="results/{target}/embedding/{preparation}/{network}/{tracer}/observation.nc",
        catalogue=catalogues(),
        system_views=expand("results/{{target}}/catalogue/{simulation}.nc", simulation=config["simulations"]),
    output:
        matching="results/{target}/matching/{preparation}/{network}/{tracer}.nc",
        best="results/{target}/matching/{preparation}/{network}/{tracer}.csv",
    log:
        "logs/{target}/match/{preparation}/{network}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/match/{preparation}/{network}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        settings=settings_of("matching"),
        code=source_digest("matching"),
    script:
        "../../scripts/match.py"
