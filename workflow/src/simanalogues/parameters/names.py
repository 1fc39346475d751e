"""The check of the parameters that a config names. Imports nothing heavy, so that a Snakefile may use it."""

from collections.abc import Mapping

from simanalogues.errors import ConfigError
from simanalogues.parameters.registry import PARAMETERS, Parameter, parameter_called


def require_parameters(matching: Mapping, *, with_spectra: bool) -> None:
    """Check the parameters and priors of the config's `matching` block.

    Parameters
    ----------
    with_spectra
        Whether spectra are made, from which some parameters come.

    Raises
    ------
    ConfigError
        A name is no parameter, or needs spectra; a parameter to estimate is no number; a prior is no range, or names no
        category.
    """
    for key in ("parameters", "priors"):
        for name in matching[key]:
            require_name(name, f"matching.{key}", with_spectra=with_spectra)
    for name in matching["parameters"]:
        if PARAMETERS[name].categories:
            raise ConfigError(
                f"matching.parameters: '{name}' is no number that could be estimated: take {PARAMETERS[name].number}, "
                "or put it among matching.priors"
            )
    for name, limits in matching["priors"].items():
        _require_prior(PARAMETERS[name], limits)


def require_name(name: str, key: str, *, with_spectra: bool) -> None:
    """Raise ConfigError where a config's key names no parameter (it lists what there is), or one that needs spectra."""
    if parameter_called(name, key=key).source.from_spectra and not with_spectra:
        raise ConfigError(f"{key}: '{name}' comes from spectra: set `spectra: {{render: true}}`")


def _require_prior(parameter: Parameter, limits: list) -> None:
    categories = parameter.categories
    if not (all(str(name) in categories for name in limits) if categories else _is_range(limits)):
        expected = f"a list of {', '.join(categories)}" if categories else "[lowest, highest], null for no limit"
        raise ConfigError(f"matching.priors.{parameter.name} is {limits}: expected {expected}")


def _is_range(limits: list) -> bool:
    if len(limits) != 2 or not all(limit is None or type(limit) in (int, float) for limit in limits):
        return False
    return None in limits or limits[0] <= limits[1]
