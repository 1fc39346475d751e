"""Stage 5: feature vectors of maps from frozen backbones."""


rule fetch_weights:
    """ImageNet weights of one backbone, by Keras's own download: needs a network. Wildcards: backbone."""
    output:
        weights=paths.WEIGHTS,
    log:
        "logs/shared/fetch_weights/{backbone}.log",
    conda:
        "../../envs/gpu.yaml"
    script:
        "../../scripts/fetch_weights.py"


rule embed_observation:
    """Feature vectors of the observation as it is, mirrored and turned. Wildcards: target, preparation, backbone,
    tracer."""
    input:
        observation=paths.OBSERVATION,
        weights=weights_of_backbone,
    output:
        embedding=untrained(paths.EMBEDDED_OBSERVATION),
    log:
        "logs/{target}/embed_observation/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/embed_observation/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/gpu.yaml"
    params:
        settings=preparation_settings,
        contents=contents_of(weights_of_backbone),
        code=source_digest("embed_observation"),
    script:
        "../../scripts/embed_observation.py"


rule embed_images:
    """Feature vectors of one block of images from a frozen backbone. Wildcards: target, preparation, backbone,
    tracer, simulation, block."""
    input:
        images=image_files_of_block,
        observation=paths.OBSERVATION,
        pseudo=pseudo_of_full,
        weights=weights_of_backbone,
    output:
        embedding=untrained(paths.EMBEDDING),
    log:
        "logs/{target}/embed_images/{preparation}/{backbone}/{tracer}/{simulation}/{block}.log",
    benchmark:
        "results/{target}/benchmarks/embed_images/{preparation}/{backbone}/{tracer}/{simulation}/{block}.tsv"
    conda:
        "../../envs/gpu.yaml"
    threads: 2
    params:
        settings=preparation_settings,
        contents=contents_of(weights_of_backbone),
        code=source_digest("embed_images"),
    script:
        "../../scripts/embed_images.py"
