"""What all rules share: the validated config, the plan of the run, and the functions that rules ask for inputs."""

import sys
from pathlib import Path

SOURCE = str(Path(workflow.basedir) / "workflow" / "src")
sys.path.insert(0, SOURCE)

from simanalogues.environment import share_with_jobs
from simanalogues.errors import SimAnaloguesError
from simanalogues.plan import Plan
from simanalogues.preflight import require_inputs
from simanalogues.provenance import code_digest
from simanalogues.settings import validated
from simanalogues.readers.folder import size_digest
from snakemake.exceptions import WorkflowError

share_with_jobs(SOURCE, ".snakemake/numba")

SCHEMA = Path(workflow.basedir) / "workflow" / "schemas" / "config.schema.yaml"
RESOURCES = Path(workflow.basedir) / "resources"
# Keys of a tracer that only the embedding and figures read, and of `images` that only line tracers need.
KEYS_OF_EMBEDDING = ("n_sigma", "crop", "velocity_limit_kms")
KEYS_OF_LINES = ("velocity_substeps", "sub_channels", "channel_noise", "hydrogen_mass", "seed")

try:
    config.update(validated(config, SCHEMA))
    plan = Plan(config, Path("results/shared/listing"), is_driver=workflow.is_main_process)
    if workflow.is_main_process and not workflow.dryrun:
        plan.write_listings()
except SimAnaloguesError as error:
    raise WorkflowError(str(error))


def check_inputs():
    """Stop before the first job where an input is missing or a backbone or weight file cannot be used."""
    try:
        require_inputs(plan, RESOURCES)
    except SimAnaloguesError as error:
        raise WorkflowError(str(error))


def settings_of(stage):
    """The config block of a stage, with the seed."""
    return {"seed": config["seed"], **config[stage]}


source_digest = code_digest


def if_there(path):
    """The path as an input where the file exists; a dry run needs no data, and a real run was checked before."""
    return str(path) if Path(path).exists() else []


# Simulations


def folder_of_simulation(wildcards):
    """Folder with the outputs."""
    return str(plan.folder(wildcards.simulation))


def outputs_of_simulation(wildcards):
    """All output numbers of a simulation."""
    return plan.outputs(wildcards.simulation)


def outputs_of_chunk(wildcards):
    """Output numbers of a chunk."""
    return plan.outputs_within(wildcards.simulation, wildcards.chunk)


def outputs_until_chunk(wildcards):
    """Output numbers up to the end of a chunk."""
    return plan.outputs_until(wildcards.simulation, wildcards.chunk)


def stars_of_simulation(wildcards):
    """Sink ids of the pair, empty for the two lowest."""
    return config["simulations"][wildcards.simulation].get("stars", [])


def small_inputs_of_chunk(wildcards):
    """Info and sink files of a chunk."""
    return plan.small_inputs(wildcards.simulation, wildcards.chunk)


def archive_of_simulation(wildcards):
    """The archive that a simulation is unpacked from."""
    return if_there(plan.archive(wildcards.simulation))


def unpacked_archive(wildcards):
    """The unpacked folder, for a simulation that is an archive."""
    return str(plan.folder(wildcards.simulation)) if plan.archive(wildcards.simulation) else []


def sizes_of_chunk(wildcards):
    """Digest of the names and sizes of all files of a chunk, or of the archive that holds them."""
    archive = plan.archive(wildcards.simulation)
    if archive:
        return f"{archive.name}:{archive.stat().st_size}" if archive.is_file() else ""
    return size_digest(plan.folder(wildcards.simulation), outputs_of_chunk(wildcards))


def snapshots_of_number(wildcards):
    """Records of the chunk that holds one output."""
    if int(wildcards.number) not in plan.outputs(wildcards.simulation):
        raise WorkflowError(f"simulation '{wildcards.simulation}' has no output {wildcards.number} in this config")
    return f"results/shared/snapshots/{wildcards.simulation}/{plan.chunk_of(wildcards.number)}.nc"


# Targets


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


def tracer_settings(wildcards):
    """The config of a tracer."""
    return config["targets"][wildcards.target]["tracers"][wildcards.tracer]


def map_settings(wildcards):
    """What of a tracer's config decides on the observed map, with the map's path and the line's."""
    tracer, line = tracer_settings(wildcards), line_of_tracer(wildcards) or {}
    settings = {key: value for key, value in tracer.items() if key not in KEYS_OF_EMBEDDING}
    identity = {key: line[key] for key in ("molecule", "list", "transition") if key in line}
    return {
        **settings,
        "file": str(plan.input_path(tracer["file"])),
        "line": identity,
        "systemic_kms": config["targets"][wildcards.target]["systemic_kms"],
    }


def line_of_tracer(wildcards):
    """The line block of a tracer, with the path of its molecule; None for the continuum."""
    line = tracer_settings(wildcards).get("line")
    if line is None or "molecule" not in line:
        return line
    return {**line, "molecule": str(plan.found(line["molecule"], RESOURCES))}


def molecule_of_tracer(wildcards):
    """The molecule file of a line tracer, if it has one."""
    line = line_of_tracer(wildcards) or {}
    return if_there(line["molecule"]) if "molecule" in line else []


def fits_of_tracer(wildcards):
    """The FITS file of an observed map."""
    return if_there(map_settings(wildcards)["file"])


# Images and embedding


def opacity_of_images(wildcards):
    """The opacity table, `dsharp` or a path."""
    opacity = config["images"]["opacity"]
    return opacity if opacity == "dsharp" else str(plan.found(opacity, RESOURCES))


def image_settings(wildcards):
    """The images block; for a continuum without what concerns lines alone."""
    lines_only = () if "line" in tracer_settings(wildcards) else KEYS_OF_LINES
    return {key: value for key, value in settings_of("images").items() if key not in ("keep_cubes", *lines_only)}


def kept_cubes():
    """The folder of a chunk's cubes as an output, where they are to be kept."""
    folder = "results/{target}/images/{simulation}/{chunk}/{tracer}_cubes"
    return {"cubes": directory(folder)} if config["images"]["keep_cubes"] else {}


def image_files_of_block(wildcards):
    """Image files of all chunks of a block."""
    return expand(
        "results/{target}/images/{simulation}/{chunk}/{tracer}.nc",
        chunk=plan.chunks_within(wildcards.simulation, wildcards.block),
        **{key: wildcards[key] for key in ("target", "simulation", "tracer")},
    )


def weights_of_backbone(wildcards):
    """Weight file of a backbone: the user's, the shipped one, or the one to be downloaded; none for `pixels`."""
    return plan.weights(wildcards.backbone)


def preparation_settings(wildcards):
    """The embedding block with the preparation's own choices, and a moment 1's crop and threshold."""
    settings = {**settings_of("embedding"), **config["embedding"]["preparations"][wildcards.preparation]}
    tracer = tracer_settings(wildcards)
    if tracer["kind"] == "moment1":
        settings |= {key: tracer[key] for key in KEYS_OF_EMBEDDING if key in tracer}
    return settings


# Matching and figures


def embeddings_of_network(wildcards):
    """Embeddings of all blocks of all simulations."""
    folder = "results/{target}/embedding/{preparation}/{network}/{tracer}".format(**wildcards)
    return [
        f"{folder}/{simulation}/{block}.nc" for simulation in config["simulations"] for block in plan.blocks(simulation)
    ]


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
    return [tracer for tracer, entry in target_settings(wildcards)["tracers"].items() if entry["kind"] == "moment1"]


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
        network=config["embedding"]["backbones"],
        tracer=tracers,
    )


def matching_of_network(wildcards):
    """Matching of one network and tracer, with the preparation that figures show."""
    return f"results/{wildcards.target}/matching/{first_preparation()}/{wildcards.network}/{wildcards.tracer}.nc"


def first_preparation():
    """The preparation that figures and report show."""
    return next(iter(config["embedding"]["preparations"]))


def figure_settings(wildcards):
    """The figures block, with the flux scale of the preparation that is shown, the target's truth, and of each tracer
    its kind and what decides where moment 1 counts."""
    preparation = config["embedding"]["preparations"][first_preparation()]
    keys = ("kind", "n_sigma", "crop", "velocity_limit_kms")
    tracers = target_settings(wildcards)["tracers"]
    return {
        **settings_of("figures"),
        "flux": preparation["flux"],
        "truth": target_settings(wildcards).get("truth", {}),
        "tracers": {tracer: {key: entry[key] for key in keys if key in entry} for tracer, entry in tracers.items()},
    }


def galleries_of_target(wildcards):
    """Galleries of every distance; of a tracer of kind moment1 only of the distance that is shown of lines."""
    folder, networks = f"results/{wildcards.target}/figures", config["embedding"]["backbones"]
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
        "usable": [f"{figures}/usable.png"],
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
