"""What of a validated config each job takes, and where its results lie. Asked by rules and by queries; light to import.

Targets, tracers, preparations and backbones are given by name.
"""

from simanalogues.map_kinds.registry import EMBEDDING_KEYS, kind_of
from simanalogues.plan import paths
from simanalogues.plan.plan import Plan
from simanalogues.training.heads import trained_name


def settings_of(config: dict, stage: str) -> dict:
    """The config block of a stage, with the seed."""
    return {"seed": config["seed"], **config[stage]}


def geometry_of(config: dict, target: str) -> dict:
    """What of a target decides on its views: sky positions, distance, error of the separation."""
    keys = ("primary", "secondary", "distance_pc", "separation_error_au")
    return {key: config["targets"][target][key] for key in keys}


def line_of(plan: Plan, target: str, tracer: str) -> dict | None:
    """The line block of a tracer, with the path of its molecule; None for the continuum."""
    line = plan.config["targets"][target]["tracers"][tracer].get("line")
    if line is None or "molecule" not in line:
        return line
    return {**line, "molecule": str(plan.found(line["molecule"]))}


def map_settings(plan: Plan, target: str, tracer: str) -> dict:
    """What of a tracer's config decides on the observed map, with the map's path and the line's."""
    entry, line = plan.config["targets"][target]["tracers"][tracer], line_of(plan, target, tracer)
    settings = {key: value for key, value in entry.items() if key not in (*EMBEDDING_KEYS, "frame")}
    line = line or {}
    identity = {key: line[key] for key in ("molecule", "list", "transition") if key in line}
    # None for a continuum, which no velocity changes.
    systemic_kms = plan.config["targets"][target]["systemic_kms"] if line else None
    return {**settings, "file": str(plan.input_path(entry["file"])), "line": identity, "systemic_kms": systemic_kms}


def opacity_of_images(plan: Plan) -> str:
    """The opacity table, `dsharp` or a path."""
    opacity = plan.config["images"]["opacity"]
    return opacity if opacity == "dsharp" else str(plan.found(opacity))


def image_settings(config: dict, target: str, tracer: str) -> dict:
    """The images block; what has no effect on the tracer's kind of map is None."""
    without_effect = kind_of(config["targets"][target]["tracers"][tracer]).ignored_image_keys
    settings = {key: None if key in without_effect else value for key, value in settings_of(config, "images").items()}
    return {key: value for key, value in settings.items() if key != "keep_cubes"}


def preparation_settings(config: dict, target: str, tracer: str, *, preparation: str, backbone: str) -> dict:
    """The embedding block with the preparation's own choices, and a moment 1's crop and threshold; and whether the
    backbone's whole feature maps are kept for training."""
    # Which others there are says nothing about one.
    block = settings_of(config, "embedding")
    common = {key: value for key, value in block.items() if key not in ("backbones", "preparations")}
    settings = {**common, **block["preparations"][preparation]}
    entry = config["targets"][target]["tracers"][tracer]
    settings |= {key: entry[key] for key in kind_of(entry).embedding_keys if key in entry}
    training = config["training"]
    if backbone in training["backbones"] and training["pooling"] == "flatten" and settings["feature"] == "full":
        settings["keep_maps"] = True
    return settings


def figure_settings(config: dict, target: str) -> dict:
    """The figures block, with the flux scale of the preparation that is shown, the target's truth, and of each tracer
    its kind and what decides where moment 1 counts."""
    preparation = config["embedding"]["preparations"][first_preparation(config)]
    keys = ("kind", *EMBEDDING_KEYS)
    tracers = config["targets"][target]["tracers"]
    return {
        **settings_of(config, "figures"),
        "flux": preparation["flux"],
        "truth": config["targets"][target].get("truth", {}),
        "tracers": {tracer: {key: entry[key] for key in keys if key in entry} for tracer, entry in tracers.items()},
    }


def first_preparation(config: dict) -> str:
    """The preparation that figures and report show."""
    return next(iter(config["embedding"]["preparations"]))


def networks_of(config: dict) -> list[str]:
    """All networks: the backbones as they are, then those with a trained head."""
    return [*config["embedding"]["backbones"], *map(trained_name, config["training"]["backbones"])]


def embeddings_in(plan: Plan, network: str) -> list[str]:
    """Embeddings by a network, all blocks of all simulations; target, preparation and tracer are left open."""
    return [
        paths.filled(paths.EMBEDDING, network=network, simulation=simulation, block=block)
        for simulation in plan.config["simulations"]
        for block in plan.blocks(simulation)
    ]
