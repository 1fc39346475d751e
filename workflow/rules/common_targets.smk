"""What rules ask about targets and their tracers: observed maps, lines, images, embeddings."""

# Keys of a tracer that only the embedding and figures read.
KEYS_OF_EMBEDDING = ("n_sigma", "crop", "velocity_limit_kms")
# Keys of `images` without effect on a kind of map: a change of them renders nothing there.
KEYS_WITHOUT_EFFECT = {
    "continuum": ("velocity_substeps", "sub_channels", "channel_noise", "hydrogen_mass", "seed"),
    "moment0": ("channel_noise", "seed"),
    "moment1": (),
}


def target_settings(wildcards):
    """The config of a target."""
    return config["targets"][wildcards.target]


def geometry_of_target(wildcards):
    """What of a target decides on its views: sky positions, distance, error of the separation."""
    keys = ("primary", "secondary", "distance_pc", "separation_error_au")
    return {key: config["targets"][wildcards.target][key] for key in keys}


def frame_of_target(wildcards):
    """The frame of a target's maps."""
    return plan.frame(wildcards.target)


def frame_of_tracer(wildcards):
    """The frame of a tracer's maps."""
    return plan.frame(wildcards.target, wildcards.tracer)


def tracer_settings(wildcards):
    """The config of a tracer."""
    return config["targets"][wildcards.target]["tracers"][wildcards.tracer]


def map_settings(wildcards):
    """What of a tracer's config decides on the observed map, with the map's path and the line's."""
    tracer, line = tracer_settings(wildcards), line_of_tracer(wildcards) or {}
    settings = {key: value for key, value in tracer.items() if key not in (*KEYS_OF_EMBEDDING, "frame")}
    identity = {key: line[key] for key in ("molecule", "list", "transition") if key in line}
    # None for a continuum, which no velocity changes.
    systemic_kms = config["targets"][wildcards.target]["systemic_kms"] if line else None
    return {**settings, "file": str(plan.input_path(tracer["file"])), "line": identity, "systemic_kms": systemic_kms}


def line_of_tracer(wildcards):
    """The line block of a tracer, with the path of its molecule; None for the continuum."""
    line = tracer_settings(wildcards).get("line")
    if line is None or "molecule" not in line:
        return line
    return {**line, "molecule": str(plan.found(line["molecule"], RESOURCES))}


def molecule_of_tracer(wildcards):
    """The molecule file of a line tracer, if it has one."""
    line = line_of_tracer(wildcards) or {}
    return raw(line["molecule"]) if "molecule" in line else []


def fits_of_tracer(wildcards):
    """The FITS file of an observed map."""
    return raw(map_settings(wildcards)["file"])


def opacity_of_images():
    """The opacity table, `dsharp` or a path."""
    opacity = config["images"]["opacity"]
    return opacity if opacity == "dsharp" else str(plan.found(opacity, RESOURCES))


def opacity_file(wildcards):
    """The opacity table as an input; none for `dsharp`."""
    return [] if opacity_of_images() == "dsharp" else raw(opacity_of_images())


def image_settings(wildcards):
    """The images block; what has no effect on the tracer's kind of map is None."""
    without_effect = KEYS_WITHOUT_EFFECT[tracer_settings(wildcards)["kind"]]
    settings = {key: None if key in without_effect else value for key, value in settings_of("images").items()}
    return {key: value for key, value in settings.items() if key != "keep_cubes"}


def kept_cubes():
    """The folder of a chunk's cubes as an output, where they are to be kept."""
    folder = "results/{target}/images/{simulation}/{chunk}/{tracer}_cubes"
    return {"cubes": directory(folder)} if config["images"]["keep_cubes"] else {}


def image_files_of_block(wildcards):
    """Image files of all chunks of a block."""
    folder = f"results/{wildcards.target}/images/{wildcards.simulation}"
    chunks = plan.chunks_within(wildcards.simulation, wildcards.block)
    return [f"{folder}/{chunk}/{wildcards.tracer}.nc" for chunk in chunks]


def weights_of_backbone(wildcards):
    """Weight file of a backbone: the user's, the shipped one, or the one to be downloaded; none for `pixels`."""
    weights = plan.weights(wildcards.backbone)
    return weights if not weights or weights.startswith("results/") else raw(weights)


def preparation_settings(wildcards):
    """The embedding block with the preparation's own choices, and a moment 1's crop and threshold; and whether the
    backbone's whole feature maps are kept for training."""
    # Which others there are says nothing about one.
    common = {key: value for key, value in settings_of("embedding").items() if key not in ("backbones", "preparations")}
    settings = {**common, **config["embedding"]["preparations"][wildcards.preparation]}
    tracer = tracer_settings(wildcards)
    if tracer["kind"] == "moment1":
        settings |= {key: tracer[key] for key in KEYS_OF_EMBEDDING if key in tracer}
    training = config["training"]
    if (
        wildcards.backbone in training["backbones"]
        and training["pooling"] == "flatten"
        and settings["feature"] == "full"
    ):
        settings["keep_maps"] = True
    return settings
