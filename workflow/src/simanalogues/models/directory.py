"""A model directory in RADMC-3D's formats: written and read here."""

from pathlib import Path

from simanalogues.errors import ModelInvalid
from simanalogues.models.build import Model
from simanalogues.models.cell_files import ASCII_OF_BINARY, read_cells_of, variant_of, write_cells
from simanalogues.models.dust import read_dustkappa
from simanalogues.models.grid_files import read_grid, write_grid
from simanalogues.models.text_files import (
    dust_name,
    read_stars,
    write_opacity,
    write_settings,
    write_stars,
    write_wavelengths,
)

GRID = "amr_grid.binp"
DENSITY = "dust_density.binp"
TEMPERATURE = "dust_temperature.bdat"
VELOCITY = "gas_velocity.binp"


def write_model(model: Model, directory: str | Path, *, ascii_grid: bool = False) -> None:
    """Write a model directory: binary float32, or ASCII in the layout that radmc3dPy opens.

    Files of the other variant are removed: RADMC-3D would read whichever it looks for first.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    for name in (GRID, DENSITY, TEMPERATURE, VELOCITY):
        stem, suffix = name.split(".")
        for stale in ("." + suffix, ASCII_OF_BINARY["." + suffix]):
            (directory / (stem + stale)).unlink(missing_ok=True)
    write_grid(model.octree, directory, ascii_grid=ascii_grid)
    write_cells(directory / DENSITY, model.dust_density, species=True, ascii_grid=ascii_grid)
    write_cells(directory / TEMPERATURE, model.dust_temperature, species=True, ascii_grid=ascii_grid)
    write_cells(directory / VELOCITY, model.gas_velocity_cm_s, species=False, ascii_grid=ascii_grid)
    write_wavelengths(directory)
    write_stars(model.stars, directory)
    write_opacity(model.opacity, directory)
    write_settings(directory, ascii_grid=ascii_grid)


def read_model(directory: str | Path) -> Model:
    """Read a model directory, binary (float32 or float64) or ASCII, with one dust species.

    Raises
    ------
    ModelInvalid
        A file is missing, there in both variants, cut off, or does not fit the grid; the message names it.
    OpacityInvalid
        The opacity is missing or damaged.
    """
    directory = Path(directory)
    octree = read_grid(variant_of(directory, GRID))
    density, temperature = (
        read_cells_of(variant_of(directory, name), octree.n_leaves, species=True) for name in (DENSITY, TEMPERATURE)
    )
    velocity = read_cells_of(variant_of(directory, VELOCITY), octree.n_leaves, species=False, n_components=3)
    for what, values in (("density", density), ("temperature", temperature)):
        if not (values >= 0).all():
            raise ModelInvalid(
                f"the dust {what} in {directory} is negative or NaN in {int((~(values >= 0)).sum())} cells"
            )
    stars = read_stars(directory / "stars.inp")
    opacity = read_dustkappa(directory / f"dustkappa_{dust_name(directory / 'dustopac.inp')}.inp")
    return Model(octree, density, temperature, velocity, stars, opacity)
