"""What rules ask about matchings, figures and the report."""

from collections.abc import Mapping

from simanalogues.map_kinds.registry import kind_of
from simanalogues.plan import job_settings, paths
from simanalogues.plan.inputs.simulations import chunk_files
from simanalogues.plan.inputs.training import embeddings_of_network
from simanalogues.plan.inputs.validation import SUMMARIES, folds, recoveries_of, validated_tracers
from simanalogues.plan.plan import Plan
from simanalogues.training.heads import heads_of, trained_name

RECOVERY_FIGURES = ("recovery", "calibration", "familiarity")


def tracers_of(plan: Plan, wildcards: Mapping) -> list[str]:
    """The tracer of a figure, or all tracers of its target."""
    if tracer := wildcards.get("tracer"):
        return [tracer]
    return list(plan.config["targets"][wildcards["target"]]["tracers"])


def moment1_tracers(plan: Plan, wildcards: Mapping) -> list[str]:
    """Tracers of a target whose moment 1 is compared."""
    tracers = plan.config["targets"][wildcards["target"]]["tracers"]
    return [tracer for tracer, entry in tracers.items() if kind_of(entry).is_velocity]


def images_of_target(plan: Plan, wildcards: Mapping) -> list[str]:
    """Image files of the figure's tracers."""
    return _images_of(plan, wildcards, tracers_of(plan, wildcards))


def images_of_moment1(plan: Plan, wildcards: Mapping) -> list[str]:
    """Image files of the tracers whose moment 1 is compared."""
    return _images_of(plan, wildcards, moment1_tracers(plan, wildcards))


def _images_of(plan: Plan, wildcards: Mapping, tracers: list[str]) -> list[str]:
    return [
        path
        for tracer in tracers
        for path in chunk_files(plan, paths.IMAGES, {"target": wildcards["target"], "tracer": tracer})
    ]


def observations_of_target(plan: Plan, wildcards: Mapping) -> list[str]:
    """Observed maps of the figure's tracers."""
    return paths.every(paths.OBSERVATION, wildcards, tracer=tracers_of(plan, wildcards))


def observations_of_moment1(plan: Plan, wildcards: Mapping) -> list[str]:
    """Observed maps of the tracers whose moment 1 is compared."""
    return paths.every(paths.OBSERVATION, wildcards, tracer=moment1_tracers(plan, wildcards))


def matchings_of_target(plan: Plan, wildcards: Mapping) -> list[str]:
    """Matchings of all networks and of the figure's tracers, with the first preparation of the config."""
    return _matchings_of(plan, wildcards, tracers_of(plan, wildcards))


def matchings_of_moment1(plan: Plan, wildcards: Mapping) -> list[str]:
    """Matchings of all networks and of the tracers whose moment 1 is compared."""
    return _matchings_of(plan, wildcards, moment1_tracers(plan, wildcards))


def matchings_of_report(plan: Plan, wildcards: Mapping) -> list[str]:
    """Matchings of all networks and all tracers of a target, with the first preparation of the config."""
    return _matchings_of(plan, wildcards, list(plan.config["targets"][wildcards["target"]]["tracers"]))


def _matchings_of(plan: Plan, wildcards: Mapping, tracers: list[str]) -> list[str]:
    places = {"target": wildcards["target"], "preparation": job_settings.first_preparation(plan.config)}
    return paths.every(paths.MATCHING, places, network=job_settings.networks_of(plan.config), tracer=tracers)


def matching_of_network(plan: Plan, wildcards: Mapping) -> str:
    """Matching of one network and tracer, with the preparation that figures show."""
    return paths.filled(paths.MATCHING, wildcards, preparation=job_settings.first_preparation(plan.config))


def matching_of_backbone(plan: Plan, wildcards: Mapping) -> str:
    """Matching of a backbone as it is, with the preparation that figures show."""
    preparation = job_settings.first_preparation(plan.config)
    return paths.filled(paths.MATCHING, wildcards, preparation=preparation, network=wildcards["backbone"])


def figure_settings(plan: Plan, wildcards: Mapping) -> dict:
    """The figures block, with the flux scale of the preparation that is shown, the target's truth, and of each tracer
    its kind and what decides where moment 1 counts."""
    return job_settings.figure_settings(plan.config, wildcards["target"])


def galleries_of_target(plan: Plan, wildcards: Mapping) -> list[str]:
    """Galleries of every distance; of a tracer of kind moment1 only of the distance that is shown of lines."""
    folder, networks = f"results/{wildcards['target']}/figures", job_settings.networks_of(plan.config)
    of_lines = moment1_tracers(plan, wildcards)
    others = [tracer for tracer in tracers_of(plan, wildcards) if tracer not in of_lines]
    shown_of_lines = [plan.config["figures"]["line_distance"]]
    distances = {"gallery": plan.config["matching"]["distances"], "line_gallery": shown_of_lines}
    return [
        f"{folder}/{kind}/{tracer}/{network}/{distance}.png"
        for kind, tracers in (("gallery", others), ("line_gallery", of_lines))
        for tracer in tracers
        for network in networks
        for distance in distances[kind]
    ]


def figures_of_report(plan: Plan, wildcards: Mapping) -> dict[str, list[str]]:
    """The figures of the page, by kind."""
    figures, tracers = f"results/{wildcards['target']}/figures", tracers_of(plan, wildcards)
    per_tracer = ("estimate", "distance_distributions", "orientation", "cone")
    return {
        **{kind: [f"{figures}/{kind}_{tracer}.png" for tracer in tracers] for kind in per_tracer},
        "gallery": galleries_of_target(plan, wildcards),
        "moment_maps": [f"{figures}/moment_maps.png"] if moment1_tracers(plan, wildcards) else [],
        "evolution": [f"{figures}/evolution.png"],
        "systems": [f"results/shared/catalogue/figures/{name}.png" for name in plan.config["simulations"]],
        "usable": [f"{figures}/usable.png"],
        **_figures_of_training(plan, wildcards),
    }


def _figures_of_training(plan: Plan, wildcards: Mapping) -> dict[str, list[str]]:
    """The figures of trained heads, by kind; none where the config names no backbone to train."""
    figures, backbones = f"results/{wildcards['target']}/figures/trained", plan.config["training"]["backbones"]
    tracers = tracers_of(plan, wildcards) if backbones else []
    return {
        "estimate_trained": [f"{figures}/estimate_{tracer}.png" for tracer in tracers],
        "training": [f"{figures}/training_{tracer}.png" for tracer in tracers],
        "projection": [f"{figures}/projection/{tracer}/{name}.png" for tracer in tracers for name in backbones],
    }


def maps_of_report(plan: Plan, wildcards: Mapping) -> dict[str, list[str]]:
    """Thumbnails and larger maps of all tracers, for the part of the page to explore."""
    tracers = tracers_of(plan, wildcards)
    return {
        "thumbnails": paths.every(paths.THUMBNAILS, wildcards, tracer=tracers),
        "maps": paths.every(paths.LARGE_MAPS, wildcards, tracer=tracers),
    }


def histories_of_target(plan: Plan, wildcards: Mapping) -> list[str]:
    """Histories of all heads of the figure's tracers, with the preparation that figures show; none without training."""
    return paths.every(
        paths.HISTORY,
        {"target": wildcards["target"], "preparation": job_settings.first_preparation(plan.config)},
        backbone=plan.config["training"]["backbones"],
        tracer=tracers_of(plan, wildcards),
        head=heads_of(plan.config["training"], list(plan.config["simulations"])),
    )


def embeddings_of_projection(plan: Plan, wildcards: Mapping) -> dict[str, str | list[str]]:
    """What a projection shows of a backbone, as it is and with its trained head: images and observations of both."""
    networks = {"backbone": wildcards["backbone"], "trained": trained_name(wildcards["backbone"])}
    files = {}
    for key, network in networks.items():
        place = {"target": wildcards["target"], "tracer": wildcards["tracer"], "network": network}
        place["preparation"] = job_settings.first_preparation(plan.config)
        files[f"{key}_images"] = embeddings_of_network(plan, place)
        files[f"{key}_observation"] = paths.filled(paths.EMBEDDED_OBSERVATION, place)
    return files


def recoveries_of_figure(plan: Plan, wildcards: Mapping) -> dict[str, list[str]]:
    """Recovery tests of one tracer, with the preparation that figures show, by what is left out."""
    places = {name: wildcards[name] for name in ("target", "tracer")}
    places["preparation"] = job_settings.first_preparation(plan.config)
    return {without: recoveries_of(plan, places, without) for without in folds(plan)}


def figures_of_recovery(plan: Plan, target: str, tracer: str) -> dict[str, str]:
    """Figures of recovery tests of one tracer, by kind, what is left out, and format."""
    return {
        f"{kind}_{without}_{suffix}": f"results/{target}/figures/{kind}/{without}/{tracer}.{suffix}"
        for kind in RECOVERY_FIGURES
        for without in folds(plan)
        for suffix in ("pdf", "png")
    }


def recovery_of_report(plan: Plan, wildcards: Mapping) -> dict[str, list[str]]:
    """Tables, files and figures of recovery tests, by kind; none where nothing is validated."""
    target = wildcards["target"]
    tracers = validated_tracers(plan, target)
    found = {kind: [] for kind in RECOVERY_FIGURES}
    for tracer in tracers:
        for name, path in figures_of_recovery(plan, target, tracer).items():
            if name.endswith("png"):
                found[name.split("_")[0]].append(path)
    # A table and the figures of one name: the table is called after what it is of.
    tables = {name: [paths.filled(paths.SUMMARY, wildcards, summary=name)] for name in SUMMARIES}
    return found | {f"{name}_table": files if tracers else [] for name, files in tables.items()}


def benchmark_folders(plan: Plan, wildcards: Mapping) -> list[str]:
    """Where Snakemake leaves the times of the jobs of a target."""
    return [paths.BENCHMARKS_SHARED, paths.filled(paths.BENCHMARKS, wildcards)]


def whole_config(plan: Plan, wildcards: Mapping) -> dict:
    """The validated config."""
    return dict(plan.config)


def outputs_not_taken(plan: Plan, wildcards: Mapping) -> dict[str, dict[int, str]]:
    """Outputs that lie in a folder but are not used, and why, per simulation."""
    return {simulation: plan.not_taken(simulation) for simulation in plan.config["simulations"]}
