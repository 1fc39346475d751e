"""Names of the parameters that systems have, and the check of those that a config names.

Imports nothing heavy, so that a Snakefile may use it.
"""

from collections.abc import Mapping

from simanalogues.errors import ConfigError

TIME = "time_kyr"
CLASS = "evolutionary_class"
CLASSES = ("0", "I", "II", "III")
# Of each star, as {stem}_primary_{unit} and {stem}_secondary_{unit}: the catalogue's variable.
OF_STARS = {
    "mass_{}_msun": "mass_msun",
    "age_{}_kyr": "age_kyr",
    "accretion_{}_msun_per_yr": "accretion_msun_per_yr",
    "luminosity_{}_lsun": "luminosity_lsun",
    "disk_size_{}_au": "disk_size_au",
    "disk_mass_{}_msun": "disk_mass_msun",
    "gas_mass_100au_{}_msun": "gas_mass_100au_msun",
}
SUMS = {"mass_msun": "mass_msun", "luminosity_lsun": "luminosity_lsun"}
OF_OUTPUTS = (TIME, "separation_au", "semi_major_axis_au", "eccentricity", "orbital_period_kyr", "n_periastra")
OF_OUTPUTS += ("time_since_periastron_kyr", "orbital_phase")
OF_VIEWS = ("orbital_plane_angle_deg", "orbital_inclination_deg")
OF_DISKS = "disk_inclination_{}_deg"
OF_SPECTRA = ("bolometric_temperature_k", "bolometric_luminosity_lsun", CLASS)
STARS = ("primary", "secondary")
PARAMETERS = (
    *SUMS,
    *(name.format(star) for name in OF_STARS for star in STARS),
    *OF_OUTPUTS,
    *OF_VIEWS,
    *(OF_DISKS.format(star) for star in STARS),
    *OF_SPECTRA,
)
UNITS = {"msun": "Msun", "lsun": "Lsun", "kyr": "kyr", "au": "AU", "deg": "deg", "k": "K", "yr": "Msun yr-1"}


def units_of_parameter(name: str) -> str:
    """Unit of a parameter, which its name ends on; `1` without one."""
    return UNITS.get(name.rpartition("_")[2], "1")


def require_parameters(matching: Mapping, *, with_spectra: bool) -> None:
    """Check the parameters and priors of the config's `matching` block.

    Parameters
    ----------
    with_spectra
        Whether spectra are made, from which some parameters come.

    Raises
    ------
    ConfigError
        A name is no parameter, or needs spectra; a prior is no range, or names no Class.
    """
    for key in ("parameters", "priors"):
        for name in matching[key]:
            require_name(name, f"matching.{key}", with_spectra=with_spectra)
    if CLASS in matching["parameters"]:
        raise ConfigError(
            f"matching.parameters: '{CLASS}' is no number that could be estimated: take bolometric_temperature_k, or "
            "put the Class among matching.priors"
        )
    for name, limits in matching["priors"].items():
        if not (_are_classes(limits) if name == CLASS else _is_range(limits)):
            expected = f"a list of {', '.join(CLASSES)}" if name == CLASS else "[lowest, highest], null for no limit"
            raise ConfigError(f"matching.priors.{name} is {limits}: expected {expected}")


def require_name(name: str, key: str, *, with_spectra: bool) -> None:
    """Raise ConfigError where a config's key names no parameter (it lists what there is), or one that needs spectra."""
    if name not in PARAMETERS:
        raise ConfigError(f"{key}: no parameter is called '{name}': choose from {', '.join(PARAMETERS)}")
    if name in OF_SPECTRA and not with_spectra:
        raise ConfigError(f"{key}: '{name}' comes from spectra: set `spectra: {{render: true}}`")


def _are_classes(limits: list) -> bool:
    return all(str(name) in CLASSES for name in limits)


def _is_range(limits: list) -> bool:
    if len(limits) != 2 or not all(limit is None or type(limit) in (int, float) for limit in limits):
        return False
    return None in limits or limits[0] <= limits[1]
