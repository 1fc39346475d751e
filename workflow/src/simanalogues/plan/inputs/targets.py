"""What rules ask about targets and their tracers: observed maps, lines, images, embeddings."""

from collections.abc import Mapping

from simanalogues.plan import job_settings, paths
from simanalogues.plan.plan import Plan


def geometry_of_target(plan: Plan, wildcards: Mapping) -> dict:
    """What of a target decides on its views: sky positions, distance, error of the separation."""
    return job_settings.geometry_of(plan.config, wildcards["target"])


def distance_of_target(plan: Plan, wildcards: Mapping) -> float:
    """Distance of a target in pc."""
    return plan.config["targets"][wildcards["target"]]["distance_pc"]


def frame_of_target(plan: Plan, wildcards: Mapping) -> dict:
    """The frame of a target's maps."""
    return plan.frame(wildcards["target"])


def frame_of_tracer(plan: Plan, wildcards: Mapping) -> dict:
    """The frame of a tracer's maps."""
    return plan.frame(wildcards["target"], wildcards["tracer"])


def map_settings(plan: Plan, wildcards: Mapping) -> dict:
    """What of a tracer's config decides on the observed map, with the map's path and the line's."""
    return job_settings.map_settings(plan, wildcards["target"], wildcards["tracer"])


def line_of_tracer(plan: Plan, wildcards: Mapping) -> dict | None:
    """The line block of a tracer, with the path of its molecule; None for the continuum."""
    return job_settings.line_of(plan, wildcards["target"], wildcards["tracer"])


def opacity_of_images(plan: Plan) -> str:
    """The opacity table, `dsharp` or a path."""
    return job_settings.opacity_of_images(plan)


def image_settings(plan: Plan, wildcards: Mapping) -> dict:
    """The images block; what has no effect on the tracer's kind of map is None."""
    return job_settings.image_settings(plan.config, wildcards["target"], wildcards["tracer"])


def folder_of_cubes(plan: Plan) -> dict[str, str]:
    """The folder of a chunk's cubes by its name as an output, where they are to be kept."""
    return {"cubes": paths.CUBES} if plan.config["images"]["keep_cubes"] else {}


def image_files_of_block(plan: Plan, wildcards: Mapping) -> list[str]:
    """Image files of all chunks of a block."""
    chunks = plan.chunks_within(wildcards["simulation"], wildcards["block"])
    return paths.every(paths.IMAGES, wildcards, chunk=chunks)


def preparation_settings(plan: Plan, wildcards: Mapping) -> dict:
    """The embedding block with the preparation's own choices, and a moment 1's crop and threshold; and whether the
    backbone's whole feature maps are kept for training."""
    named = {"preparation": wildcards["preparation"], "backbone": wildcards["backbone"]}
    return job_settings.preparation_settings(plan.config, wildcards["target"], wildcards["tracer"], **named)
