"""Stage 9, of trained heads: their estimate, the curves of their training, and what they did to the embeddings."""


# From networks with a trained head (paper Fig. 8). Wildcards: target, tracer.
use rule plot_estimate as plot_estimate_trained with:
    output:
        pdf="results/{target}/figures/trained/estimate_{tracer}.pdf",
        png=report(
            "results/{target}/figures/trained/estimate_{tracer}.png",
            caption="../report/estimate_trained.rst",
            category="{target}",
        ),
    log:
        "logs/{target}/plot_estimate_trained/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_estimate_trained/{tracer}.tsv"
    params:
        settings=figure_settings,
        trained=True,
        code=source_digest("plot_estimate"),


rule plot_training:
    """Triplet accuracy and loss of the heads against the epoch of their training. Wildcards: target, tracer."""
    input:
        histories=histories_of_target,
    output:
        pdf="results/{target}/figures/trained/training_{tracer}.pdf",
        png=report(
            "results/{target}/figures/trained/training_{tracer}.png",
            caption="../report/training.rst",
            category="{target}",
        ),
    log:
        "logs/{target}/plot_training/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_training/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("plot_training"),
    script:
        "../../scripts/plot_training.py"


rule plot_projection:
    """Principal components of all images, of a backbone as it is and with its trained head. Wildcards: target, tracer,
    backbone."""
    input:
        unpack(embeddings_of_projection),
        matching=matching_of_backbone,
    output:
        pdf="results/{target}/figures/trained/projection/{tracer}/{backbone}.pdf",
        png=report(
            "results/{target}/figures/trained/projection/{tracer}/{backbone}.png",
            caption="../report/projection.rst",
            category="{target}",
            subcategory="projections",
        ),
    log:
        "logs/{target}/plot_projection/{tracer}/{backbone}.log",
    benchmark:
        "results/{target}/benchmarks/plot_projection/{tracer}/{backbone}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("plot_projection"),
    script:
        "../../scripts/plot_projection.py"
