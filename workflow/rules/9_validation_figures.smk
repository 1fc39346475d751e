"""Stage 9: figures of the recovery tests."""


rule plot_recovery:
    """How well one tracer's pseudo-observations are recovered, how calibrated that is, and how strange the observation is,
    for each kind of folds. Wildcards: target, tracer."""
    input:
        unpack(recoveries_of_figure),
    output:
        **figures_of_recovery("{target}", "{tracer}"),
    log:
        "logs/{target}/plot_recovery/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_recovery/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        folds=folds(),
        code=source_digest("plot_recovery"),
    script:
        "../../scripts/plot_recovery.py"
