"""RADMC-3D's small text files: wavelengths, stars, the dust species and its opacity, the settings."""

from pathlib import Path

import numpy as np

from simanalogues.errors import ModelInvalid
from simanalogues.models.dust import Opacity
from simanalogues.models.stars import Stars, stars_of_temperature

MONTE_CARLO_RANGE_MICRON = (0.1, 1e4)
N_WAVELENGTHS = 120
COLDEST_STAR_K = 1.0
SETTINGS = {
    # Scattering is left out of mm images and of the balance of temperatures.
    "scattering_mode_max": 0,
    "iranfreqmode": 1,
    "modified_random_walk": 1,
    "istar_sphere": 0,
    "lines_mode": 1,
}


def column(values: np.ndarray) -> str:
    """Numbers one per line, to double precision where they need it."""
    return "".join(f"{value:.16e}\n" for value in values)


def write_wavelengths(directory: Path) -> None:
    """Write `wavelength_micron.inp`: the range that a Monte Carlo run needs."""
    wavelengths = np.geomspace(*MONTE_CARLO_RANGE_MICRON, N_WAVELENGTHS)
    (directory / "wavelength_micron.inp").write_text(f"{N_WAVELENGTHS}\n" + column(wavelengths))


def write_stars(stars: Stars, directory: Path) -> None:
    """Write `stars.inp` with black bodies of the stars' effective temperatures.

    RADMC-3D cannot take a star of 0 K: one without luminosity gets 1 K, which shines a 1e-14th of the Sun's surface.
    """
    wavelengths = np.geomspace(*MONTE_CARLO_RANGE_MICRON, N_WAVELENGTHS)
    rows = np.column_stack([stars.radius_cm, stars.mass_g, stars.position_cm])
    text = f"2\n{len(rows)} {N_WAVELENGTHS}\n" + "".join(" ".join(f"{v:.16e}" for v in row) + "\n" for row in rows)
    text += column(wavelengths) + column(-np.maximum(stars.temperature_k, COLDEST_STAR_K))
    (directory / "stars.inp").write_text(text)


def read_stars(path: Path) -> Stars:
    """Read `stars.inp` where every star is a black body.

    Raises
    ------
    ModelInvalid
        The file is missing, cut off, or gives a spectrum in place of a temperature.
    """
    try:
        numbers = np.array(path.read_text().split(), dtype=float)
        n_stars, n_wavelengths = int(numbers[1]), int(numbers[2])
        rows = numbers[3 : 3 + 5 * n_stars].reshape(n_stars, 5)
    except (OSError, ValueError, IndexError) as error:
        raise ModelInvalid(f"{path} is no stars.inp ({error}): write the model again") from error
    temperatures = -numbers[3 + 5 * n_stars + n_wavelengths :]
    if numbers[0] != 2 or temperatures.size != n_stars or not (temperatures > 0).all():
        raise ModelInvalid(
            f"{path} has {temperatures.size} numbers after its wavelengths, expected {n_stars} negative ones "
            "(black bodies): spectra are not read"
        )
    return stars_of_temperature(rows[:, 2:], rows[:, 1], radius_cm=rows[:, 0], temperature_k=temperatures)


def write_opacity(opacity: Opacity, directory: Path) -> None:
    """Write `dustopac.inp` and `dustkappa_NAME.inp`."""
    (directory / "dustopac.inp").write_text(f"2\n1\n----\n1\n0\n{opacity.name}\n----\n")
    columns = [opacity.wavelength_micron, opacity.absorption_cm2_per_g, opacity.scattering_cm2_per_g, opacity.asymmetry]
    columns = [values for values in columns if values is not None]
    rows = "".join(" ".join(f"{v:.16e}" for v in row) + "\n" for row in zip(*columns, strict=True))
    text = f"{len(columns) - 1}\n{opacity.wavelength_micron.size}\n{rows}"
    (directory / f"dustkappa_{opacity.name}.inp").write_text(text)


def dust_name(path: Path) -> str:
    """Name of the one dust species in `dustopac.inp`.

    Raises
    ------
    ModelInvalid
        The file is missing, or is not that of one species with a `dustkappa_NAME.inp`.
    """
    words = path.read_text().split() if path.is_file() else []
    if len(words) < 6 or words[:2] != ["2", "1"] or words[3:5] != ["1", "0"]:
        raise ModelInvalid(
            f"{path} has {words[:6]}, expected one thermal dust species of input style 1 (dustkappa_NAME.inp)"
        )
    return words[5]


def write_settings(directory: Path, *, ascii_grid: bool) -> None:
    """Write `radmc3d.inp`."""
    settings = SETTINGS | {"rto_style": 1 if ascii_grid else 3}
    (directory / "radmc3d.inp").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
