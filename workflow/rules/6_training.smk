"""Stage 6: heads on frozen backbones, trained so that images of like systems lie close."""


rule train_head:
    """One head on a backbone's cached features, and its history. Wildcards: target, preparation, backbone, tracer,
    head (`azimuth`, or `without-NAME` for a simulation that it never sees)."""
    input:
        embeddings=embeddings_of_backbone,
        catalogue=of_every_simulation(paths.CATALOGUE),
        system_views=of_simulations(paths.SYSTEM_VIEWS),
    output:
        head=paths.HEAD,
        history=paths.HISTORY,
    log:
        "logs/{target}/train_head/{preparation}/{backbone}/{tracer}/{head}.log",
    benchmark:
        "results/{target}/benchmarks/train_head/{preparation}/{backbone}/{tracer}/{head}.tsv"
    conda:
        "../../envs/gpu.yaml"
    params:
        settings=head_settings,
        checkpoint=checkpoint_of,
        code=source_digest("train_head"),
    script:
        "../../scripts/train_head.py"


rule embed_with_head:
    """Embeddings of all images and of the observation by a backbone with its head. Wildcards: target, preparation,
    backbone, tracer."""
    input:
        head=paths.filled(paths.HEAD, head="azimuth"),
        embeddings=embeddings_of_backbone,
        observation=untrained(paths.EMBEDDED_OBSERVATION),
    output:
        embeddings=embeddings_with_head(),
        observation=trained(paths.EMBEDDED_OBSERVATION),
    log:
        "logs/{target}/embed_with_head/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/embed_with_head/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/gpu.yaml"
    params:
        code=source_digest("embed_with_head"),
    script:
        "../../scripts/embed_with_head.py"


# History of one point of the grid search, on the split by azimuth. Wildcards: target, preparation, backbone, tracer,
# point.
use rule train_head as train_grid_point with:
    output:
        history=paths.GRID_HISTORY,
    log:
        "logs/{target}/train_grid_point/{preparation}/{backbone}/{tracer}/{point}.log",
    benchmark:
        "results/{target}/benchmarks/train_grid_point/{preparation}/{backbone}/{tracer}/{point}.tsv"
    params:
        settings=point_settings,
        checkpoint=checkpoint_of,
        code=source_digest("train_head"),


rule tabulate_grid:
    """All points of a grid search by their triplet accuracy on the validation set. Wildcards: target, preparation,
    backbone, tracer."""
    input:
        histories=grid_histories,
    output:
        csv=paths.GRID_TABLE,
        json=paths.GRID,
    log:
        "logs/{target}/tabulate_grid/{preparation}/{backbone}/{tracer}.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        points=grid_points(),
        code=source_digest("tabulate_grid"),
    script:
        "../../scripts/tabulate_grid.py"


rule grid_search:
    """The grid searches of all targets: `snakemake grid_search`."""
    input:
        grid_tables,
