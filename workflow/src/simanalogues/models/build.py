"""From the gas of one output to a model: octree, dust density, dust temperature, gas velocity, stars."""

from dataclasses import dataclass

import numpy as np

from simanalogues.models.cells import Cells
from simanalogues.models.dust import Opacity
from simanalogues.models.octree import Octree, build_octree
from simanalogues.models.stars import Stars
from simanalogues.models.temperature import analytic_temperature


@dataclass(frozen=True)
class ModelSettings:
    """What turns gas into dust.

    gas_to_dust
        Ratio of the gas and dust densities.
    background_k, sublimation_k
        Dust temperature far from all stars, and the highest one.
    velocity_cm_s
        Velocity of the frame, taken off every cell: the pair's barycentric one.
    """

    gas_to_dust: float = 100.0
    background_k: float = 10.0
    sublimation_k: float = 1500.0
    velocity_cm_s: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Model:
    """One output as RADMC-3D takes it, in cgs; coordinates have their origin at the centre of the window.

    octree
        The grid.
    dust_density, dust_temperature
        In g cm-3 and K, shape (n_leaves,).
    gas_velocity_cm_s
        Shape (n_leaves, 3).
    stars, opacity
        What heats the dust, and what the dust is.
    """

    octree: Octree
    dust_density: np.ndarray
    dust_temperature: np.ndarray
    gas_velocity_cm_s: np.ndarray
    stars: Stars
    opacity: Opacity


def build_model(
    cells: Cells,
    stars: Stars,
    opacity: Opacity,
    *,
    centre_cm: np.ndarray,
    side_cm: float,
    settings: ModelSettings,
) -> Model:
    """The model of a cube of `side_cm` about `centre_cm`, with the analytic dust temperature.

    Density is 0 in cells whose centre lies outside the cube's inscribed sphere, so that the depth of the model does not
    depend on the view.

    Parameters
    ----------
    cells
        Gas of the simulation, positions from the lower corner of the box.
    stars
        Positions from `centre_cm`.
    opacity
        Of the dust.
    centre_cm, side_cm
        The window: its centre from the lower corner of the box, shape (3,), and its width.
    settings
        See `ModelSettings`.

    Raises
    ------
    WindowOutsideBox, DensityInvalid, ModelInvalid
        As `build_octree`.
    """
    octree, source = build_octree(cells, centre_cm, side_cm)
    position_cm = octree.leaf_centre_cm
    inside = (position_cm**2).sum(axis=1) <= (side_cm / 2) ** 2
    temperature_k = analytic_temperature(
        position_cm,
        octree.leaf_width_cm / 2,
        stars,
        opacity,
        background_k=settings.background_k,
        sublimation_k=settings.sublimation_k,
    )
    return Model(
        octree=octree,
        dust_density=np.where(inside, cells.density[source] / settings.gas_to_dust, 0.0),
        dust_temperature=temperature_k,
        gas_velocity_cm_s=cells.velocity_cm_s[source] - np.asarray(settings.velocity_cm_s),
        stars=stars,
        opacity=opacity,
    )
