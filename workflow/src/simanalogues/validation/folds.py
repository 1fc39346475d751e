"""Which images a pseudo-observation is matched with: never those that show the system that it shows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simanalogues.errors import ConfigError
from simanalogues.parameters.registry import TIME
from simanalogues.validation.trials import SIMULATION, TIME_WINDOW


@dataclass(frozen=True)
class Fold:
    """Pseudo-observations that are matched with the same images.

    name
        The simulation that is left out; or its output, as `A/12`, about whose time outputs are.
    pseudo
        Their rows, integer.
    images
        Whether each image is one of those that they are matched with, boolean, shape (n_images,).
    """

    name: str
    pseudo: np.ndarray
    images: np.ndarray


def folds_of(images: pd.DataFrame, pseudo: pd.DataFrame, *, without: str, window_kyr: float) -> list[Fold]:
    """The folds of a trial; of some there may be no image left.

    Parameters
    ----------
    images, pseudo
        Rows of `parameter_table`.
    without
        `simulation`: its whole simulation is left out. `time`: outputs of its simulation within `window_kyr` of its own
        time, inclusive.

    Raises
    ------
    ConfigError
        `without` is neither.
    """
    if without not in (SIMULATION, TIME_WINDOW):
        raise ConfigError(f"validation.without is '{without}': expected '{SIMULATION}' or '{TIME_WINDOW}'")
    simulations = images.index.get_level_values("simulation").to_numpy().astype(str)
    levels = ["simulation"] if without == SIMULATION else ["simulation", "output"]
    numbered = pseudo.assign(row=np.arange(len(pseudo)))
    folds = []
    for label, group in numbered.groupby(level=levels, sort=True):
        own = simulations == label[0]
        if without == TIME_WINDOW:
            own &= np.abs(images[TIME].to_numpy() - group[TIME].iloc[0]) <= window_kyr
        folds.append(Fold("/".join(map(str, label)), group["row"].to_numpy(), ~own))
    return folds
