"""What rules ask about embeddings of networks, trained heads, and the grid search."""

from collections.abc import Mapping
from pathlib import Path

from simanalogues.errors import ConfigError
from simanalogues.plan import job_settings, paths
from simanalogues.plan.plan import Plan
from simanalogues.training.grid_points import points_of
from simanalogues.training.heads import trained_name

# Keys of `training` that say which heads there are, and nothing about one of them.
WHICH_HEADS = ("backbones", "splits", "grid")


def head_settings(plan: Plan, wildcards: Mapping) -> dict:
    """What of the training block a head depends on, with the number of azimuths."""
    block = job_settings.settings_of(plan.config, "training")
    settings = {key: value for key, value in block.items() if key not in WHICH_HEADS}
    return {**settings, "n_views": plan.config["views"]["n_views"]}


def point_settings(plan: Plan, wildcards: Mapping) -> dict:
    """Those of a head, with the values of a point of the grid."""
    return {**head_settings(plan, wildcards), **grid_points(plan)[wildcards["point"]]}


def grid_points(plan: Plan) -> dict[str, dict]:
    """Settings of all points of the grid search by their name."""
    return points_of(plan.config["training"]["grid"])


def embeddings_of_backbone(plan: Plan, wildcards: Mapping) -> list[str]:
    """Features of all blocks of all simulations."""
    return [paths.filled(path, wildcards) for path in job_settings.embeddings_in(plan, wildcards["backbone"])]


def embeddings_of_network(plan: Plan, wildcards: Mapping) -> list[str]:
    """Embeddings by a network of all blocks of all simulations."""
    return [paths.filled(path, wildcards) for path in job_settings.embeddings_in(plan, wildcards["network"])]


def embeddings_with_head(plan: Plan) -> list[str]:
    """Embeddings by a backbone with its head, all blocks of all simulations, as outputs; none where nothing is trained.

    The list is needed when the rules are read, before anything else asks for the outputs of simulations.
    """
    if not plan.config["training"]["backbones"]:
        return []
    return job_settings.embeddings_in(plan, trained_name("{backbone}"))


def trained(plan: Plan, template: str) -> str:
    """A template of a network for a backbone with its head."""
    return paths.filled(template, network=trained_name("{backbone}"))


def untrained(plan: Plan, template: str) -> str:
    """A template of a network for a backbone as it is."""
    return paths.filled(template, network="{backbone}")


def checkpoint_of(plan: Plan, wildcards: Mapping, output: Mapping) -> str:
    """Where a training leaves its state after each epoch: beside its history, and no output, which would be deleted."""
    return str(Path(output.history).with_suffix(".checkpoint.npz"))


def grid_histories(plan: Plan, wildcards: Mapping) -> list[str]:
    """Histories of all points of a grid."""
    return paths.every(paths.GRID_HISTORY, wildcards, point=grid_points(plan))


def grid_tables(plan: Plan, wildcards: Mapping) -> list[str]:
    """Tables of the grid searches of all targets, preparations, backbones and tracers.

    Raises
    ------
    ConfigError
        The config has no grid, or no backbone to train.
    """
    training = plan.config["training"]
    if not (training["backbones"] and training["grid"]):
        raise ConfigError("there is nothing to search: give training.backbones and training.grid in the config")
    return [
        path
        for target, settings in plan.config["targets"].items()
        for path in paths.every(
            paths.GRID_TABLE,
            target=[target],
            preparation=plan.config["embedding"]["preparations"],
            backbone=training["backbones"],
            tracer=settings["tracers"],
        )
    ]
