"""What rules ask about recovery tests: pseudo-observations, folds, and which networks are judged."""

# Whether a view keeps its own flux, or is as bright as the observation.
KEEPS_FLUX = {"matched": False, "own": True}
RECOVERY_FIGURES = ("recovery", "calibration", "familiarity")


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
    share = share_of(settings["n_pseudo"], n_outputs)
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
    """Embeddings by heads that have not seen a simulation, one file for each of them."""
    folder = "results/{target}/embedding/{preparation}/{backbone}-trained/{tracer}"
    return [f"{folder}/without-{simulation}{suffix}.nc" for simulation in config["simulations"]]


def matching_if_matched(wildcards):
    """The observation matched by the same network; none of a network that is only validated."""
    is_matched = wildcards.backbone in config["embedding"]["backbones"]
    file = "results/{target}/matching/{preparation}/{backbone}/{tracer}.nc".format(**wildcards)
    return file if is_matched else []


def of_folds(file):
    """A file of every kind of folds, by what is left out, as outputs."""
    return {without: f"results/{{target}}/validation/{without}/{{preparation}}/{file}" for without in folds()}


def of_baselines(folder):
    """A file of every kind of folds and baseline, by both names, as outputs."""
    return {
        f"{without}_{name}": path for name in BASELINES for without, path in of_folds(f"{folder}/{name}.nc").items()
    }


def recovery_settings(wildcards):
    """The matching block, and what of the validation block decides on folds."""
    return {"matching": config["matching"], "seed": config["seed"], "window_kyr": config["validation"]["window_kyr"]}


def recoveries_of_target(wildcards):
    """All recovery tests of a target."""
    tracers, preparations = validated_tracers(wildcards.target), list(config["embedding"]["preparations"])
    return [
        path
        for without in folds()
        for tracer in tracers
        for preparation in preparations
        for path in recoveries_of(wildcards.target, without, preparation, tracer)
    ]


def recoveries_of_figure(wildcards):
    """Those of one tracer, with the preparation that figures show, by what is left out."""
    place = wildcards.target, first_preparation(), wildcards.tracer
    return {without: recoveries_of(place[0], without, *place[1:]) for without in folds()}


def recoveries_of(target, without, preparation, tracer):
    """Recovery tests of all networks, and of what they have to beat."""
    folder = f"results/{target}/validation/{without}/{preparation}"
    networks = [f"{folder}/{network}/{tracer}.nc" for network in validated_networks(without)]
    return networks + [f"{folder}/{backbone_of_baselines()}/baselines/{tracer}/{name}.nc" for name in BASELINES]


def backbone_of_baselines():
    """The network whose features regressions take: the first with weights, else the first."""
    backbones = config["embedding"]["backbones"]
    return next((name for name in backbones if name not in WITHOUT_WEIGHTS), backbones[0])


def figures_of_recovery(target, tracer):
    """Figures of recovery tests of one tracer, by kind, what is left out, and format."""
    return {
        f"{kind}_{without}_{suffix}": f"results/{target}/figures/{kind}/{without}/{tracer}.{suffix}"
        for kind in RECOVERY_FIGURES
        for without in folds()
        for suffix in ("pdf", "png")
    }


def recovery_of_report(wildcards):
    """Tables, files and figures of recovery tests, by kind; none where nothing is validated."""
    target, found = wildcards.target, {kind: [] for kind in RECOVERY_FIGURES}
    for tracer in validated_tracers(target):
        for name, path in figures_of_recovery(target, tracer).items():
            if name.endswith("png"):
                found[name.split("_")[0]].append(path)
    names = ("scores", "choice", "calibration", "familiarity")
    tables = {name: [f"results/{target}/validation/{name}.json"] for name in names}
    # A table and the figures of one name: the table is called after what it is of.
    return found | {f"{name}_table": paths if validated_tracers(target) else [] for name, paths in tables.items()}
