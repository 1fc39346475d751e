"""What rules ask about targets and their tracers: observed maps, lines, images, embeddings."""


def target_settings(wildcards):
    """The config of a target."""
    return config["targets"][wildcards.target]


def geometry_of_target(wildcards):
    """What of a target decides on its views: sky positions, distance, error of the separation."""
    return job_settings.geometry_of(config, wildcards.target)


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
    return job_settings.map_settings(plan, wildcards.target, wildcards.tracer, resources=RESOURCES)


def line_of_tracer(wildcards):
    """The line block of a tracer, with the path of its molecule; None for the continuum."""
    return job_settings.line_of(plan, wildcards.target, wildcards.tracer, resources=RESOURCES)


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
    return job_settings.image_settings(config, wildcards.target, wildcards.tracer)


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
    named = {"preparation": wildcards.preparation, "backbone": wildcards.backbone}
    return job_settings.preparation_settings(config, wildcards.target, wildcards.tracer, **named)
