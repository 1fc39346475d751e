"""What rules ask about matchings, figures and the report."""


def snapshots_of_target(wildcards):
    """Records of all outputs of all simulations."""
    return [
        f"results/shared/snapshots/{simulation}/{chunk}.nc"
        for simulation in config["simulations"]
        for chunk in plan.chunks(simulation)
    ]


def views_of_target(wildcards):
    """Views of all outputs of all simulations."""
    return [
        f"results/{wildcards.target}/views/{simulation}/{chunk}.nc"
        for simulation in config["simulations"]
        for chunk in plan.chunks(simulation)
    ]


def tracers_of(wildcards):
    """The tracer of a figure, or all tracers of its target."""
    return [wildcards["tracer"]] if "tracer" in wildcards.keys() else list(target_settings(wildcards)["tracers"])


def moment1_tracers(wildcards):
    """Tracers of a target whose moment 1 is compared."""
    return [tracer for tracer, entry in target_settings(wildcards)["tracers"].items() if kind_of(entry).is_velocity]


def images_of_target(wildcards):
    """Image files of the figure's tracers."""
    return images_of_tracers(wildcards, tracers_of(wildcards))


def images_of_moment1(wildcards):
    """Image files of the tracers whose moment 1 is compared."""
    return images_of_tracers(wildcards, moment1_tracers(wildcards))


def images_of_tracers(wildcards, tracers):
    """Image files of some tracers, all chunks of all simulations."""
    return [
        f"results/{wildcards.target}/images/{simulation}/{chunk}/{tracer}.nc"
        for tracer in tracers
        for simulation in config["simulations"]
        for chunk in plan.chunks(simulation)
    ]


def observations_of_target(wildcards):
    """Observed maps of the figure's tracers."""
    return expand("results/{target}/observation/{tracer}.nc", target=wildcards.target, tracer=tracers_of(wildcards))


def observations_of_moment1(wildcards):
    """Observed maps of the tracers whose moment 1 is compared."""
    tracers = moment1_tracers(wildcards)
    return expand("results/{target}/observation/{tracer}.nc", target=wildcards.target, tracer=tracers)


def matchings_of_target(wildcards):
    """Matchings of all networks and of the figure's tracers, with the first preparation of the config."""
    return matchings_of_tracers(wildcards, tracers_of(wildcards))


def matchings_of_moment1(wildcards):
    """The same of the tracers whose moment 1 is compared."""
    return matchings_of_tracers(wildcards, moment1_tracers(wildcards))


def matchings_of_tracers(wildcards, tracers):
    """Matchings of all networks and of some tracers, with the first preparation of the config."""
    return expand(
        "results/{target}/matching/{preparation}/{network}/{tracer}.nc",
        target=wildcards.target,
        preparation=first_preparation(),
        network=networks_of_target(),
        tracer=tracers,
    )


def networks_of_target():
    """All networks: the backbones as they are, then those with a trained head."""
    return job_settings.networks_of(config)


def matching_of_network(wildcards):
    """Matching of one network and tracer, with the preparation that figures show."""
    return f"results/{wildcards.target}/matching/{first_preparation()}/{wildcards.network}/{wildcards.tracer}.nc"


def first_preparation():
    """The preparation that figures and report show."""
    return job_settings.first_preparation(config)


def figure_settings(wildcards):
    """The figures block, with the flux scale of the preparation that is shown, the target's truth, and of each tracer
    its kind and what decides where moment 1 counts."""
    return job_settings.figure_settings(config, wildcards.target)


def galleries_of_target(wildcards):
    """Galleries of every distance; of a tracer of kind moment1 only of the distance that is shown of lines."""
    folder, networks = f"results/{wildcards.target}/figures", networks_of_target()
    of_lines = moment1_tracers(wildcards)
    others = [tracer for tracer in tracers_of(wildcards) if tracer not in of_lines]
    distances = {"gallery": config["matching"]["distances"], "line_gallery": [config["figures"]["line_distance"]]}
    return [
        f"{folder}/{kind}/{tracer}/{network}/{distance}.png"
        for kind, tracers in (("gallery", others), ("line_gallery", of_lines))
        for tracer in tracers
        for network in networks
        for distance in distances[kind]
    ]


def figures_of_report(wildcards):
    """The figures of the page, by kind."""
    figures, tracers = f"results/{wildcards.target}/figures", tracers_of(wildcards)
    per_tracer = ("estimate", "distance_distributions", "orientation", "cone")
    return {
        **{kind: expand(f"{figures}/{kind}_{{tracer}}.png", tracer=tracers) for kind in per_tracer},
        "gallery": galleries_of_target(wildcards),
        "moment_maps": [f"{figures}/moment_maps.png"] if moment1_tracers(wildcards) else [],
        "evolution": [f"{figures}/evolution.png"],
        "systems": expand("results/shared/catalogue/figures/{simulation}.png", simulation=config["simulations"]),
        "usable": [f"{figures}/usable.png"],
        **figures_of_training(wildcards),
    }


def matchings_of_report(wildcards):
    """Matchings of all networks and all tracers of a target, with the first preparation of the config."""
    return matchings_of_tracers(wildcards, list(target_settings(wildcards)["tracers"]))


def maps_of_report(wildcards):
    """Thumbnails and larger maps of all tracers, for the part of the page to explore."""
    folder, tracers = f"results/{wildcards.target}/explore", tracers_of(wildcards)
    return {
        "thumbnails": expand(f"{folder}/{{tracer}}.json", tracer=tracers),
        "maps": expand(f"{folder}/{{tracer}}_maps.js", tracer=tracers),
    }


def benchmark_folders(wildcards):
    """Where Snakemake leaves the times of the jobs of a target."""
    return ["results/shared/benchmarks", f"results/{wildcards.target}/benchmarks"]


def whole_config(wildcards):
    """The validated config."""
    return dict(config)


def outputs_not_taken(wildcards):
    """Outputs that lie in a folder but are not used, and why, per simulation."""
    return {simulation: plan.not_taken(simulation) for simulation in config["simulations"]}
