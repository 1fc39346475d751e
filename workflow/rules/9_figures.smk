"""Stage 9: figures, the tables of estimates and of agreement, and the report."""


rule tabulate_estimates:
    """Estimates of every network and distance beside the catalogue and the truth. Wildcards: target."""
    input:
        matchings=matchings_of_target,
    output:
        json=paths.ESTIMATES,
        csv=paths.ESTIMATES_TABLE,
    log:
        "logs/{target}/tabulate_estimates.log",
    benchmark:
        "results/{target}/benchmarks/tabulate_estimates.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("tabulate_estimates"),
    script:
        "../../scripts/tabulate_estimates.py"


rule tabulate_agreement:
    """How far the best matches of a target's tracers are of the same moments, against chance. Wildcards: target."""
    input:
        matchings=matchings_of_target,
    output:
        json=paths.AGREEMENT,
        csv=paths.AGREEMENT_TABLE,
    log:
        "logs/{target}/tabulate_agreement.log",
    benchmark:
        "results/{target}/benchmarks/tabulate_agreement.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("tabulate_agreement"),
    script:
        "../../scripts/tabulate_agreement.py"


rule plot_estimate:
    """Stacked histograms and density of the estimated parameters, from networks without a trained head (paper Fig. 7).
    Wildcards: target, tracer."""
    input:
        matchings=matchings_of_target,
        observation=paths.OBSERVATION,
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
        trained=False,
        code=source_digest("plot_estimate"),
    script:
        "../../scripts/plot_estimate.py"


rule plot_galleries:
    """The best images around the observation, for each distance of a network (paper Fig. 6). Wildcards: target,
    tracer, network."""
    input:
        matching=matching_of_network,
        observation=paths.OBSERVATION,
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
        code=source_digest("plot_galleries"),
    script:
        "../../scripts/plot_galleries.py"


# Of a tracer of kind moment1, with the distance that is shown of lines only. Wildcards: target, tracer, network.
use rule plot_galleries as plot_line_gallery with:
    output:
        pdf=[f"results/{{target}}/figures/line_gallery/{{tracer}}/{{network}}/{config['figures']['line_distance']}.pdf"],
        png=report(
            [
                f"results/{{target}}/figures/line_gallery/{{tracer}}/{{network}}/{config['figures']['line_distance']}.png"
            ],
            caption="../report/gallery.rst",
            category="{target}",
            subcategory="galleries",
        ),
    log:
        "logs/{target}/plot_line_gallery/{tracer}/{network}.log",
    benchmark:
        "results/{target}/benchmarks/plot_line_gallery/{tracer}/{network}.tsv"


rule plot_moment_maps:
    """Observed moment-1 maps over the best match of each (paper Fig. 3). Wildcards: target."""
    input:
        matchings=matchings_of_moment1,
        observations=observations_of_moment1,
        images=images_of_moment1,
    output:
        pdf="results/{target}/figures/moment_maps.pdf",
        png=report("results/{target}/figures/moment_maps.png", caption="../report/moment_maps.rst", category="{target}"),
    log:
        "logs/{target}/plot_moment_maps.log",
    benchmark:
        "results/{target}/benchmarks/plot_moment_maps.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("plot_moment_maps"),
    script:
        "../../scripts/plot_moment_maps.py"


rule plot_evolution:
    """History of each simulation with the times of all tracers' best matches (paper Fig. 4). Wildcards: target."""
    input:
        matchings=matchings_of_target,
        snapshots=of_all_chunks(paths.SNAPSHOTS),
    output:
        pdf="results/{target}/figures/evolution.pdf",
        png=report("results/{target}/figures/evolution.png", caption="../report/evolution.rst", category="{target}"),
    log:
        "logs/{target}/plot_evolution.log",
    benchmark:
        "results/{target}/benchmarks/plot_evolution.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        settings=figure_settings,
        code=source_digest("plot_evolution"),
    script:
        "../../scripts/plot_evolution.py"


rule plot_systems:
    """The catalogue of one simulation against time. Wildcards: simulation."""
    input:
        catalogue=paths.CATALOGUE,
    output:
        pdf="results/shared/catalogue/figures/{simulation}.pdf",
        png=report(
            "results/shared/catalogue/figures/{simulation}.png", caption="../report/systems.rst", category="catalogue"
        ),
    log:
        "logs/shared/plot_systems/{simulation}.log",
    benchmark:
        "results/shared/benchmarks/plot_systems/{simulation}.tsv"
    conda:
        "../../envs/pipeline.yaml"
    params:
        code=source_digest("plot_systems"),
    script:
        "../../scripts/plot_systems.py"


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
        code=source_digest("plot_distance_distributions"),
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
        code=source_digest("plot_orientation"),
    script:
        "../../scripts/plot_orientation.py"


rule plot_cone:
    """The cone of observers over the best match, with what they see (paper Fig. 2). Wildcards: target, tracer."""
    input:
        matchings=matchings_of_target,
        observation=paths.OBSERVATION,
        snapshots=of_all_chunks(paths.SNAPSHOTS),
        views=of_all_chunks(paths.VIEWS),
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
        code=source_digest("plot_cone"),
    script:
        "../../scripts/plot_cone.py"


rule plot_usable:
    """Which outputs of each simulation can be used, against time. Wildcards: target."""
    input:
        observations=observations_of_target,
        snapshots=of_all_chunks(paths.SNAPSHOTS),
        views=of_all_chunks(paths.VIEWS),
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
        code=source_digest("plot_usable"),
    script:
        "../../scripts/plot_usable.py"


rule write_report:
    """One page with all figures, tables and settings, which opens without a network. Wildcards: target."""
    input:
        unpack(figures_of_report),
        unpack(maps_of_report),
        unpack(recovery_of_report),
        estimates=paths.ESTIMATES,
        agreement=paths.AGREEMENT,
        matchings=matchings_of_target,
        observations=observations_of_target,
        histories=histories_of_target,
        catalogue=of_every_simulation(paths.CATALOGUE),
        snapshots=of_all_chunks(paths.SNAPSHOTS),
        views=of_all_chunks(paths.VIEWS),
    output:
        report=paths.REPORT,
    log:
        "logs/{target}/write_report.log",
    conda:
        "../../envs/pipeline.yaml"
    params:
        config=whole_config,
        settings=figure_settings,
        not_taken=outputs_not_taken,
        benchmarks=benchmark_folders,
        code=source_digest("write_report", templates="report"),
    script:
        "../../scripts/write_report.py"
