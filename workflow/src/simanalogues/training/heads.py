"""Which heads are trained, and what the networks with them are called. Light to import: the Snakefile asks."""

from collections.abc import Mapping

from simanalogues.errors import ConfigError
from simanalogues.parameters.names import require_name
from simanalogues.parameters.registry import PARAMETERS
from simanalogues.schema.heads import AZIMUTH, TRAINED, WITHOUT

# No networks that a head could be put on.
PLAIN = ("pixels", "hog")


def trained_name(backbone: str) -> str:
    """Name of the network that is a backbone with its head."""
    return backbone + TRAINED


def heads_of(settings: Mapping, simulations: list[str]) -> list[str]:
    """Names of the heads of each backbone and tracer: `azimuth`, and `without-NAME` for each left-out simulation."""
    left_out = [WITHOUT + name for name in simulations] if "simulation" in settings["splits"] else []
    return [AZIMUTH, *left_out]


def require_training(config: Mapping) -> None:
    """Check the `training` block against the rest of the config.

    Raises
    ------
    ConfigError
        A backbone is not embedded, metadata are no numbers of the catalogue, or a split or the validation cannot be.
    """
    settings, simulations = config["training"], list(config["simulations"])
    if not settings["backbones"]:
        return
    for backbone in settings["backbones"]:
        _require_backbone(backbone, config["embedding"]["backbones"])
    for name in settings["metadata"]:
        require_name(name, "training.metadata", with_spectra=config["spectra"]["render"])
        if PARAMETERS[name].categories:
            raise ConfigError(f"training.metadata: '{name}' is no number: take {PARAMETERS[name].number}")
    _require_splits(settings, config["views"]["n_views"], simulations)
    _require_validation(settings, simulations)
    coloured = config["figures"]["projection_parameter"]
    if coloured not in config["matching"]["parameters"]:
        raise ConfigError(
            f"figures.projection_parameter: '{coloured}' is not among matching.parameters "
            f"({', '.join(config['matching']['parameters'])}): add it there, or take another"
        )
    features = {entry["feature"] for entry in config["embedding"]["preparations"].values()}
    if settings["pooling"] == "flatten" and "pooled" in features:
        raise ConfigError(
            "training.pooling: `flatten` needs a feature map, but a preparation keeps `feature: pooled`: choose "
            "`feature: grid` or `full` there, or `pooling: average`"
        )


def _require_backbone(backbone: str, embedded: list[str]) -> None:
    if backbone in PLAIN:
        raise ConfigError(f"training.backbones: `{backbone}` is no network that a head could be put on: leave it out")
    if backbone not in embedded:
        raise ConfigError(
            f"training.backbones: '{backbone}' is not among embedding.backbones ({', '.join(embedded)}): add it there, "
            "or leave it out here"
        )


def _require_splits(settings: Mapping, n_views: int, simulations: list[str]) -> None:
    if AZIMUTH not in settings["splits"]:
        raise ConfigError(
            f"training.splits is {settings['splits']}: add azimuth, whose head has seen every simulation and embeds "
            "the observation"
        )
    if n_views < 2:
        raise ConfigError(
            f"training.splits: to split by azimuth takes at least two azimuths, but views.n_views is {n_views}"
        )
    if "simulation" in settings["splits"] and len(simulations) < 2:
        raise ConfigError(
            f"training.splits: to split by simulation takes at least two of them, but there is only "
            f"{', '.join(simulations)}: add one, or leave `simulation` out"
        )


def _require_validation(settings: Mapping, simulations: list[str]) -> None:
    validation = settings["validation"]
    named = validation["simulation"]
    if named is not None and (named not in simulations or len(simulations) < 2):
        raise ConfigError(
            f"training.validation.simulation: '{named}' must be one of at least two simulations "
            f"({', '.join(simulations)}): name another, or take null for blocks of time"
        )
    chooses = [key for key, on in (("keep", settings["keep"] == "best"), ("patience", settings["patience"])) if on]
    chooses += ["grid"] if settings["grid"] else []
    if named is None and validation["fraction"] == 0 and chooses:
        raise ConfigError(
            f"training.validation.fraction is 0, so that nothing is left for {', '.join(chooses)} to choose on: raise "
            "it, or set `keep: last`, `patience: null` and no grid"
        )
