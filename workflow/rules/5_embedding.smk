"""Stage 5: feature vectors of maps from frozen backbones."""


rule fetch_weights:
    """ImageNet weights of one backbone, by Keras's own download: needs a network. Wildcards: backbone."""
    output:
        weights="results/shared/weights/{backbone}.h5",
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
        observation="results/{target}/observation/{tracer}.nc",
        weights=weights_of_backbone,
    output:
        embedding="results/{target}/embedding/{preparation}/{backbone}/{tracer}/observation.nc",
    log:
        "logs/{target}/embed_observation/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/embed_observation/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/gpu.yaml"
    params:
        settings=preparation_settings,
        contents=contents_of(weights_of_backbone),
        code=source_digest("embedding"),
    script:
        "../../scripts/embed_observation.py"


rule embed_images:
    """Feature vectors of one block of images from a frozen backbone. Wildcards: target, preparation, backbone,
    tracer, simulation, block."""
    input:
        images=image_files_of_block,
        observation="results/{target}/observation/{tracer}.nc",
        pseudo=pseudo_of_full,
        weights=weights_of_backbone,
    output:
        embedding="results/{target}/embedding/{preparation}/{backbone}/{tracer}/{simulation}/{block}.nc",
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
        code=source_digest("embedding"),
    script:
        "../../scripts/embed_images.py"
