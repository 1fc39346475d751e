"""Stage 8: does matching find the truth? Views of the catalogue as observations."""


rule make_pseudo_observations:
    """Views of one block as a telescope would see them, framed like the observation. Wildcards: target, flux (`own`, or
    `matched` to the observation's), simulation, block, tracer."""
    input:
        folder=unpacked_archive,
        snapshots=of_block("results/shared/snapshots/{simulation}/{chunk}.nc"),
        views=of_block("results/{target}/views/{simulation}/{chunk}.nc"),
        observation="results/{target}/observation/{tracer}.nc",
        temperatures=temperatures_of_block,
        molecule=molecule_of_tracer,
        opacity=opacity_file,
    output:
        pseudo="results/{target}/validation/pseudo/{flux}/{simulation}/{block}/{tracer}.nc",
    log:
        "logs/{target}/make_pseudo_observations/{flux}/{simulation}/{block}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/make_pseudo_observations/{flux}/{simulation}/{block}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    threads: 2
    params:
        source=source_of_simulation,
        sizes=sizes_of_block,
        opacity=opacity_of_images(),
        scratch=config["scratch_dir"],
        settings=image_settings,
        line=line_of_tracer,
        geometry=geometry_of_target,
        frame=frame_of_tracer,
        map=map_settings,
        drawing=drawing,
        contents=contents_of(molecule_of_tracer, opacity_file),
        code=source_digest("pseudo"),
    script:
        "../../scripts/make_pseudo_observations.py"


rule embed_pseudo_observations:
    """Feature vectors of all pseudo-observations. Wildcards: target, preparation, backbone, tracer."""
    input:
        pseudo=pseudo_files,
        observation="results/{target}/observation/{tracer}.nc",
        weights=weights_of_backbone,
    output:
        embedding="results/{target}/embedding/{preparation}/{backbone}/{tracer}/pseudo.nc",
    log:
        "logs/{target}/embed_pseudo_observations/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/embed_pseudo_observations/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/gpu.yaml"
    threads: 2
    params:
        settings=preparation_settings,
        contents=contents_of(weights_of_backbone),
        code=source_digest("embedding"),
    script:
        "../../scripts/embed_pseudo_observations.py"


rule embed_without_simulations:
    """For each simulation the other ones and its own pseudo-observations, by a head that has not seen it. Wildcards:
    target, preparation, backbone, tracer."""
    input:
        heads=heads_without,
        embeddings=embeddings_of_backbone,
        pseudo="results/{target}/embedding/{preparation}/{backbone}/{tracer}/pseudo.nc",
    output:
        embeddings=embeddings_without(""),
        pseudo=embeddings_without("-pseudo"),
    log:
        "logs/{target}/embed_without_simulations/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/embed_without_simulations/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/gpu.yaml"
    params:
        code=source_digest("training"),
    script:
        "../../scripts/embed_without_simulations.py"


rule recover:
    """What a network makes of pseudo-observations whose truth is known. Wildcards: target, without (what of the catalogue
    they are not matched with), preparation, network, tracer."""
    input:
        unpack(embeddings_of_folds),
        matching=matching_of_observation,
        catalogue=catalogues(),
        system_views=expand("results/{{target}}/catalogue/{simulation}.nc", simulation=config["simulations"]),
    output:
        recovery="results/{target}/validation/{without}/{preparation}/{network}/{tracer}.nc",
    log:
        "logs/{target}/recover/{without}/{preparation}/{network}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/recover/{without}/{preparation}/{network}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    threads: 2
    params:
        geometry=geometry_of_target,
        settings=recovery_settings,
        left_out=left_out,
        code=source_digest("validation"),
    script:
        "../../scripts/recover.py"
