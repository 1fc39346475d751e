"""What rules ask about embeddings of networks, trained heads, their figures, and the grid search."""

# Keys of `training` that say which heads there are, and nothing about one of them.
WHICH_HEADS = ("backbones", "splits", "grid")


def head_settings(wildcards):
    """What of the training block a head depends on, with the number of azimuths."""
    settings = {key: value for key, value in settings_of("training").items() if key not in WHICH_HEADS}
    return {**settings, "n_views": config["views"]["n_views"]}


def point_settings(wildcards):
    """The same with the values of a point of the grid."""
    return {**head_settings(wildcards), **points_of(config["training"]["grid"])[wildcards.point]}


def embeddings_of_backbone(wildcards):
    """Features of all blocks of all simulations."""
    return [path.format(**wildcards) for path in embeddings_in(wildcards["backbone"])]


def embeddings_of_network(wildcards):
    """Embeddings by a network of all blocks of all simulations."""
    return [path.format(**wildcards) for path in embeddings_in(wildcards["network"])]


def embeddings_in(network):
    """Embeddings by a network, all blocks of all simulations; target, preparation and tracer are left open."""
    return job_settings.embeddings_in(plan, network)


def embeddings_with_head():
    """Embeddings by a backbone with its head, all blocks of all simulations, as outputs; none where nothing is trained.

    The list is needed when the rules are read, before anything else asks for the outputs of simulations.
    """
    if not config["training"]["backbones"]:
        return []
    try:
        return embeddings_in(trained_name("{backbone}"))
    except SimAnaloguesError as error:
        raise WorkflowError(str(error))


def checkpoint_of(wildcards, output):
    """Where a training leaves its state after each epoch: beside its history, and no output, which would be deleted."""
    return str(Path(output.history).with_suffix(".checkpoint.npz"))


def grid_histories(wildcards):
    """Histories of all points of a grid."""
    folder = "results/{target}/training/{preparation}/{backbone}/{tracer}/grid".format(**wildcards)
    return [f"{folder}/{point}.nc" for point in points_of(config["training"]["grid"])]


def grid_tables(wildcards):
    """Tables of the grid searches of all targets, preparations, backbones and tracers."""
    training = config["training"]
    if not (training["backbones"] and training["grid"]):
        raise WorkflowError("there is nothing to search: give training.backbones and training.grid in the config")
    return [
        f"results/{target}/training/{preparation}/{backbone}/{tracer}/grid.csv"
        for target, settings in config["targets"].items()
        for preparation in config["embedding"]["preparations"]
        for backbone in training["backbones"]
        for tracer in settings["tracers"]
    ]


def figures_of_training(wildcards):
    """The figures of trained heads, by kind; none where the config names no backbone to train."""
    figures, backbones = f"results/{wildcards.target}/figures/trained", config["training"]["backbones"]
    tracers = tracers_of(wildcards) if backbones else []
    return {
        "estimate_trained": expand(f"{figures}/estimate_{{tracer}}.png", tracer=tracers),
        "training": expand(f"{figures}/training_{{tracer}}.png", tracer=tracers),
        "projection": expand(f"{figures}/projection/{{tracer}}/{{backbone}}.png", tracer=tracers, backbone=backbones),
    }


def histories_of_target(wildcards):
    """Histories of all heads of the figure's tracers, with the preparation that figures show; none without training."""
    return expand(
        "results/{target}/training/{preparation}/{backbone}/{tracer}/{head}.nc",
        target=wildcards.target,
        preparation=first_preparation(),
        backbone=config["training"]["backbones"],
        tracer=tracers_of(wildcards),
        head=heads_of(config["training"], list(config["simulations"])),
    )


def embeddings_of_projection(wildcards):
    """What a projection shows of a backbone, as it is and with its trained head: images and observations of both."""
    networks = {"backbone": wildcards.backbone, "trained": trained_name(wildcards.backbone)}
    files = {}
    for key, network in networks.items():
        place = {"target": wildcards.target, "tracer": wildcards.tracer, "network": network}
        place["preparation"] = first_preparation()
        files[f"{key}_images"] = embeddings_of_network(place)
        files[f"{key}_observation"] = (
            "results/{target}/embedding/{preparation}/{network}/{tracer}/observation.nc".format(**place)
        )
    return files


def matching_of_backbone(wildcards):
    """Matching of a backbone as it is, with the preparation that figures show."""
    return f"results/{wildcards.target}/matching/{first_preparation()}/{wildcards.backbone}/{wildcards.tracer}.nc"
