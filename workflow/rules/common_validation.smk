"""What rules ask about recovery tests: pseudo-observations, folds, and which networks are judged."""

# Whether a view keeps its own flux, or is as bright as the observation.
KEEPS_FLUX = {"matched": False, "own": True}


def validated_tracers(target):
    """Tracers of a target that are validated."""
    wanted, tracers = config["validation"]["tracers"], list(config["targets"][target]["tracers"])
    if config["validation"]["n_pseudo"] == 0:
        return []
    return tracers if wanted is None else [tracer for tracer in tracers if tracer in wanted]


def folds():
    """What is left out in turn: of one simulation there is no fold without it."""
    wanted = config["validation"]["without"]
    return [kind for kind in wanted if kind == "time" or len(config["simulations"]) > 1]


def validated_networks(without):
    """Networks that are judged, the baselines among them; with a trained head where one has not seen the simulation."""
    training, untrained = config["training"], config["embedding"]["backbones"]
    untrained = [*untrained, *(name for name in config["validation"]["baselines"] if name not in untrained)]
    has_heads = without == "simulation" and "simulation" in training["splits"]
    return [*untrained, *(map(trained_name, training["backbones"]) if has_heads else [])]


def flux_of_preparation(wildcards):
    """How bright the pseudo-observations of a preparation are."""
    return "own" if config["embedding"]["preparations"][wildcards.preparation]["flux"] == "absolute" else "matched"


def pseudo_files(wildcards):
    """Framed pseudo-observations of a preparation and tracer, all blocks of all simulations."""
    folder = f"results/{wildcards.target}/validation/pseudo/{flux_of_preparation(wildcards)}"
    return [
        f"{folder}/{simulation}/{block}/{wildcards.tracer}.nc"
        for simulation in config["simulations"]
        for block in plan.blocks(simulation)
    ]


def pseudo_of_full(wildcards):
    """The same where distances to them are taken as images pass the network."""
    is_full = config["embedding"]["preparations"][wildcards.preparation]["feature"] == "full"
    return pseudo_files(wildcards) if is_full and wildcards.tracer in validated_tracers(wildcards.target) else []


def of_block(kind):
    """The function that names the files of a kind, one for each chunk of a block."""

    def files(wildcards):
        chunks = plan.chunks_within(wildcards.simulation, wildcards.block)
        return [kind.format(chunk=chunk, **wildcards) for chunk in chunks]

    return files


def temperatures_of_block(wildcards):
    """Dust temperatures of the chunks of a block; none for the analytic ones."""
    window_au = plan.window_au(wildcards.target, wildcards.tracer)
    chunks = plan.chunks_within(wildcards.simulation, wildcards.block)
    return [path for chunk in chunks if (path := temperature_file(window_au, wildcards.simulation, chunk))]


def sizes_of_block(wildcards):
    """Digests of the large files of a block."""
    return [
        sizes_of(wildcards.simulation, chunk) for chunk in plan.chunks_within(wildcards.simulation, wildcards.block)
    ]


def drawing(wildcards):
    """Which views of a simulation become pseudo-observations, and how."""
    settings, n_outputs = config["validation"], len(plan.outputs(wildcards.simulation))
    share = share_of(settings["n_pseudo"], len(config["simulations"]), n_outputs)
    return {
        "per_output": share.per_output,
        "every": share.every,
        "error_beams": settings["error_beams"],
        "keeps_flux": KEEPS_FLUX[wildcards.flux],
        "seed": config["seed"],
    }


def heads_without(wildcards):
    """Heads that have not seen one simulation each."""
    folder = "results/{target}/training/{preparation}/{backbone}/{tracer}".format(**wildcards)
    return [f"{folder}/without-{simulation}.keras" for simulation in config["simulations"]]


def embeddings_without(suffix):
    """Embeddings by heads that have not seen a simulation, one file for each, as outputs."""
    folder = "results/{target}/embedding/{preparation}/{backbone}-trained/{tracer}"
    return [f"{folder}/without-{simulation}{suffix}.nc" for simulation in config["simulations"]]


def embeddings_of_folds(wildcards):
    """What a network makes of the catalogue and of the pseudo-observations: of a trained one, a pair for each fold."""
    folder = "results/{target}/embedding/{preparation}/{network}/{tracer}".format(**wildcards)
    if wildcards.network not in map(trained_name, config["training"]["backbones"]):
        return {"embeddings": embeddings_of_network(wildcards), "pseudo": [f"{folder}/pseudo.nc"]}
    pairs = [f"{folder}/without-{simulation}" for simulation in config["simulations"]]
    return {"embeddings": [f"{pair}.nc" for pair in pairs], "pseudo": [f"{pair}-pseudo.nc" for pair in pairs]}


def matching_of_observation(wildcards):
    """The observation matched by the same network; none of a network that is only validated."""
    is_matched = wildcards.network in networks_of_target()
    file = "results/{target}/matching/{preparation}/{network}/{tracer}.nc".format(**wildcards)
    return file if is_matched else []


def left_out(wildcards):
    """Simulations whose own heads are judged, in the order of their files; none of a network without."""
    trained = wildcards.network in map(trained_name, config["training"]["backbones"])
    return list(config["simulations"]) if trained else []


def recovery_settings(wildcards):
    """The matching block, and what of the validation block decides on folds."""
    folds = {"without": wildcards.without, "window_kyr": config["validation"]["window_kyr"]}
    return {"matching": config["matching"], "seed": config["seed"], **folds}
