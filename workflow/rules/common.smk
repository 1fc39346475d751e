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


def map_settings(wildcards):
    """The config of an observed map, with its path."""
    tracer = config["targets"][wildcards.target]["tracers"][wildcards.tracer]
    return {**tracer, "file": str(plan.input_path(tracer["file"]))}


def fits_of_tracer(wildcards):
    """The FITS file of an observed map."""
    return if_there(map_settings(wildcards)["file"])


# Images and embedding


def opacity_of_images(wildcards):
    """The opacity table, `dsharp` or a path."""
    opacity = config["images"]["opacity"]
    return opacity if opacity == "dsharp" else str(plan.found(opacity, RESOURCES))


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
    """The embedding block with the preparation's own choices."""
    embedding = config["embedding"]
    return {**settings_of("embedding"), **embedding["preparations"][wildcards.preparation]}


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


def images_of_target(wildcards):
    """Image files of the figure's tracers."""
    return [
        f"results/{wildcards.target}/images/{simulation}/{chunk}/{tracer}.nc"
        for tracer in tracers_of(wildcards)
        for simulation in config["simulations"]
        for chunk in plan.chunks(simulation)
    ]


def observations_of_target(wildcards):
    """Observed maps of the figure's tracers."""
    return expand("results/{target}/observation/{tracer}.nc", target=wildcards.target, tracer=tracers_of(wildcards))


def matchings_of_target(wildcards):
    """Matchings of all networks and of the figure's tracers, with the first preparation of the config."""
    return expand(
        "results/{target}/matching/{preparation}/{network}/{tracer}.nc",
        target=wildcards.target,
        preparation=first_preparation(),
        network=config["embedding"]["backbones"],
        tracer=tracers_of(wildcards),
    )


def matching_of_network(wildcards):
    """Matching of one network and tracer, with the preparation that figures show."""
    return f"results/{wildcards.target}/matching/{first_preparation()}/{wildcards.network}/{wildcards.tracer}.nc"


def first_preparation():
    """The preparation that figures and report show."""
    return next(iter(config["embedding"]["preparations"]))


def figure_settings(wildcards):
    """The figures block, with the flux scale of the preparation that is shown and the target's truth."""
    preparation = config["embedding"]["preparations"][first_preparation()]
    return {
        **settings_of("figures"),
        "flux": preparation["flux"],
        "truth": target_settings(wildcards).get("truth", {}),
    }


def figures_of_report(wildcards):
    """The figures of the page, by kind."""
    figures, tracers = f"results/{wildcards.target}/figures", tracers_of(wildcards)
    per_tracer = ("estimate", "distance_distributions", "orientation", "cone")
    return {
        **{kind: expand(f"{figures}/{kind}_{{tracer}}.png", tracer=tracers) for kind in per_tracer},
        "gallery": expand(
            f"{figures}/gallery/{{tracer}}/{{network}}/{{distance}}.png",
            tracer=tracers,
            network=config["embedding"]["backbones"],
            distance=config["matching"]["distances"],
        ),
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
