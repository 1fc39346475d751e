"""Stage 8: does matching find the truth? Views of the catalogue as observations."""


rule make_pseudo_observations:
    """Views of one block as a telescope would see them, framed like the observation. Wildcards: target, flux (`own`, or
    `matched` to the observation's), simulation, block, tracer."""
    input:
        folder=unpacked_archive,
        snapshots=of_block(paths.SNAPSHOTS),
        views=of_block(paths.VIEWS),
        observation=paths.OBSERVATION,
        temperatures=temperatures_of_block,
        molecule=molecule_of_tracer,
        opacity=opacity_file,
    output:
        pseudo=paths.PSEUDO,
    log:
        "logs/{target}/make_pseudo_observations/{flux}/{simulation}/{block}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/make_pseudo_observations/{flux}/{simulation}/{block}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
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
        code=reading_digest("make_pseudo_observations"),
    script:
        "../../scripts/make_pseudo_observations.py"


rule embed_pseudo_observations:
    """Feature vectors of all pseudo-observations. Wildcards: target, preparation, backbone, tracer."""
    input:
        pseudo=pseudo_files,
        observation=paths.OBSERVATION,
        weights=weights_of_backbone,
    output:
        embedding=untrained(paths.EMBEDDED_PSEUDO),
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
        code=source_digest("embed_pseudo_observations"),
    script:
        "../../scripts/embed_pseudo_observations.py"


rule embed_without_simulations:
    """For each simulation the other ones, its own pseudo-observations, and the observation, by a head that has not seen
    it. Wildcards: target, preparation, backbone, tracer."""
    input:
        heads=heads_without,
        embeddings=embeddings_of_backbone,
        pseudo=untrained(paths.EMBEDDED_PSEUDO),
        observation=untrained(paths.EMBEDDED_OBSERVATION),
    output:
        embeddings=embeddings_without(paths.EMBEDDING_WITHOUT),
        pseudo=embeddings_without(paths.PSEUDO_WITHOUT),
        observation=embeddings_without(paths.OBSERVATION_WITHOUT),
    log:
        "logs/{target}/embed_without_simulations/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/embed_without_simulations/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/gpu.yaml"
    params:
        code=source_digest("embed_without_simulations"),
    script:
        "../../scripts/embed_without_simulations.py"


rule recover:
    """What a network makes of pseudo-observations whose truth is known, in each kind of folds. Wildcards: target,
    preparation, backbone, tracer."""
    input:
        embeddings=embeddings_of_backbone,
        pseudo=untrained(paths.EMBEDDED_PSEUDO),
        matching=matching_if_matched,
        catalogue=of_every_simulation(paths.CATALOGUE),
        system_views=of_simulations(paths.SYSTEM_VIEWS),
    output:
        **recoveries_by_fold(),
    log:
        "logs/{target}/recover/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/recover/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        settings=recovery_settings,
        code=source_digest("recover"),
    script:
        "../../scripts/recover.py"


rule recover_trained:
    """The same of a network with heads that have not seen the simulation in question. Wildcards: target, preparation,
    backbone, tracer."""
    input:
        embeddings=embeddings_without(paths.EMBEDDING_WITHOUT),
        pseudo=embeddings_without(paths.PSEUDO_WITHOUT),
        observation=embeddings_without(paths.OBSERVATION_WITHOUT),
        catalogue=of_every_simulation(paths.CATALOGUE),
        system_views=of_simulations(paths.SYSTEM_VIEWS),
    output:
        simulation=paths.filled(trained(paths.RECOVERY), without="simulation"),
    log:
        "logs/{target}/recover_trained/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/recover_trained/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        settings=recovery_settings,
        left_out=list(config["simulations"]),
        code=source_digest("recover_trained"),
    script:
        "../../scripts/recover_trained.py"


rule recover_baselines:
    """What random choice, ridge regression and nearest neighbours make of the same pseudo-observations, from the features
    of a network, in each kind of folds. Wildcards: target, preparation, backbone, tracer."""
    input:
        embeddings=embeddings_of_backbone,
        pseudo=untrained(paths.EMBEDDED_PSEUDO),
        catalogue=of_every_simulation(paths.CATALOGUE),
        system_views=of_simulations(paths.SYSTEM_VIEWS),
    output:
        **baselines_by_fold(),
    log:
        "logs/{target}/recover_baselines/{preparation}/{backbone}/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/recover_baselines/{preparation}/{backbone}/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        geometry=geometry_of_target,
        settings=recovery_settings,
        folds=folds(),
        code=source_digest("recover_baselines"),
    script:
        "../../scripts/recover_baselines.py"


rule summarise_recovery:
    """All scores with their errors, the choice of a combination, recalibration, and how strange the observation is.
    Wildcards: target."""
    input:
        recoveries=recoveries_of_target,
    output:
        scores=paths.filled(paths.SUMMARY, summary="scores"),
        csv=paths.SCORES_TABLE,
        choice=paths.filled(paths.SUMMARY, summary="choice"),
        calibration=paths.filled(paths.SUMMARY, summary="calibration"),
        familiarity=paths.filled(paths.SUMMARY, summary="familiarity"),
    log:
        "logs/{target}/summarise_recovery.log",
    benchmark:
        "results/{target}/benchmarks/summarise_recovery.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        n_bootstrap=config["validation"]["n_bootstrap"],
        seed=config["seed"],
        code=source_digest("summarise_recovery"),
    script:
        "../../scripts/summarise_recovery.py"
