"""The whole check of a config: against the schema, and of what the schema cannot say."""

from pathlib import Path

from simanalogues.parameters.names import require_parameters
from simanalogues.plan.settings import validated
from simanalogues.training.heads import require_training


def checked_config(config: dict, schema_file: str | Path) -> dict:
    """A copy of the config with all defaults.

    Raises
    ------
    ConfigError
        Names the key, what came, and what was expected.
    """
    filled = validated(config, schema_file)
    require_parameters(filled["matching"], with_spectra=filled["spectra"]["render"])
    require_training(filled)
    return filled
