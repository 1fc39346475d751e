"""Stage 9: figures, the table of estimates, and the report."""


rule tabulate_estimates:
    """Estimates of every network and distance beside the catalogue and the truth. Wildcards: target."""
    input:
        matchings=matchings_of_target,
    output:
        json="results/{target}/estimates.json",
        csv="results/{target}/estimates.csv",
    log:
        "logs/{target}/tabulate_estimates.log",
    benchmark:
        "results/{target}/benchmarks/tabulate_estimates.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("figures"),
    script:
        "../../scripts/tabulate_estimates.py"


rule plot_estimate:
    """Stacked histograms and density of the estimated parameters (paper Fig. 7). Wildcards: target, tracer."""
    input:
        matchings=matchings_of_target,
        observation="results/{target}/observation/{tracer}.nc",
    output:
        pdf="results/{target}/figures/estimate_{tracer}.pdf",
        png=report(
            "results/{target}/figures/estimate_{tracer}.png", caption="../report/estimate.rst", category="{target}"
        ),
    log:
        "logs/{target}/plot_estimate/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_estimate/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("figures"),
    script:
        "../../scripts/plot_estimate.py"


rule plot_galleries:
    """The best images around the observation, for each distance of a network (paper Fig. 6). Wildcards: target,
    tracer, network."""
    input:
        matching=matching_of_network,
        observation="results/{target}/observation/{tracer}.nc",
        images=images_of_target,
    output:
        pdf=[
            f"results/{{target}}/figures/gallery/{{tracer}}/{{network}}/{distance}.pdf"
            for distance in config["matching"]["distances"]
        ],
        png=report(
            [
                f"results/{{target}}/figures/gallery/{{tracer}}/{{network}}/{distance}.png"
                for distance in config["matching"]["distances"]
            ],
            caption="../report/gallery.rst",
            category="{target}",
            subcategory="galleries",
        ),
    log:
        "logs/{target}/plot_galleries/{tracer}/{network}.log",
    benchmark:
        "results/{target}/benchmarks/plot_galleries/{tracer}/{network}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("figures"),
    script:
        "../../scripts/plot_galleries.py"


rule plot_distance_distributions:
    """Distances of all images per network and distance, with the cut (paper Fig. 5). Wildcards: target, tracer."""
    input:
        matchings=matchings_of_target,
    output:
        pdf="results/{target}/figures/distance_distributions_{tracer}.pdf",
        png=report(
            "results/{target}/figures/distance_distributions_{tracer}.png",
            caption="../report/distance_distributions.rst",
            category="{target}",
        ),
    log:
        "logs/{target}/plot_distance_distributions/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_distance_distributions/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("figures"),
    script:
        "../../scripts/plot_distance_distributions.py"


rule plot_orientation:
    """How far the mirrored and the turned observation lie from itself. Wildcards: target, tracer."""
    input:
        matchings=matchings_of_target,
    output:
        pdf="results/{target}/figures/orientation_{tracer}.pdf",
        png=report(
            "results/{target}/figures/orientation_{tracer}.png",
            caption="../report/orientation.rst",
            category="{target}",
        ),
    log:
        "logs/{target}/plot_orientation/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_orientation/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("figures"),
    script:
        "../../scripts/plot_orientation.py"


rule plot_cone:
    """The cone of observers over the best match, with what they see (paper Fig. 2). Wildcards: target, tracer."""
    input:
        matchings=matchings_of_target,
        observation="results/{target}/observation/{tracer}.nc",
        snapshots=snapshots_of_target,
        views=views_of_target,
        images=images_of_target,
    output:
        pdf="results/{target}/figures/cone_{tracer}.pdf",
        png=report("results/{target}/figures/cone_{tracer}.png", caption="../report/cone.rst", category="{target}"),
    log:
        "logs/{target}/plot_cone/{tracer}.log",
    benchmark:
        "results/{target}/benchmarks/plot_cone/{tracer}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("figures"),
    script:
        "../../scripts/plot_cone.py"


rule plot_usable:
    """Which outputs of each simulation can be used, against time. Wildcards: target."""
    input:
        observations=observations_of_target,
        snapshots=snapshots_of_target,
        views=views_of_target,
    output:
        pdf="results/{target}/figures/usable.pdf",
        png=report("results/{target}/figures/usable.png", caption="../report/usable.rst", category="{target}"),
    log:
        "logs/{target}/plot_usable.log",
    benchmark:
        "results/{target}/benchmarks/plot_usable.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("figures"),
    script:
        "../../scripts/plot_usable.py"


rule write_report:
    """One page with all figures, tables and settings, which opens without a network. Wildcards: target."""
    input:
        unpack(figures_of_report),
        estimates="results/{target}/estimates.json",
        matchings=matchings_of_target,
        observations=observations_of_target,
        snapshots=snapshots_of_target,
        views=views_of_target,
    output:
        report="results/{target}/report.html",
    log:
        "logs/{target}/write_report.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        config=whole_config,
        not_taken=outputs_not_taken,
        benchmarks=benchmark_folders,
        code=source_digest("figures"),
    script:
        "../../scripts/write_report.py"
