"""How far the temperature of one output can be trusted."""

import numpy as np

from simanalogues.models.build import Model
from simanalogues.transfer.thermal import Thermal


def quality_of(model: Model | None, thermal: Thermal | None, unreached: np.ndarray | None = None) -> dict[str, float]:
    """Numbers of an output's temperature by the contract's names; NaN (and no photons) without a model.

    Parameters
    ----------
    model
        What was heated.
    thermal
        Its temperature, floor and ceiling applied.
    unreached
        True for leaves that no photon reached, shape (n_leaves,).
    """
    names = ("temperature_noise", "unreached_cells", "unreached_mass", "coldest_k", "hottest_k")
    if model is None:
        return {"n_photons": 0} | dict.fromkeys(names, np.nan)
    dusty = model.dust_density > 0
    mass = (model.dust_density * model.octree.leaf_width_cm**3)[dusty]
    measured = np.isfinite(thermal.relative_error[dusty])
    noise = weighted_median(thermal.relative_error[dusty][measured], mass[measured])
    missed, warm = unreached[dusty], thermal.temperature_k[dusty]
    values = (noise, missed.mean(), mass[missed].sum() / mass.sum(), warm.min(), warm.max())
    return {"n_photons": thermal.n_photons} | {name: float(v) for name, v in zip(names, values, strict=True)}


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """Value below which half of the weight lies; NaN of none."""
    if not values.size:
        return np.nan
    return float(np.quantile(values, 0.5, weights=weights, method="inverted_cdf"))
