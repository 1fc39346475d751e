"""Which images take part: those whose parameters lie in the ranges that the config gives."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simanalogues.errors import CatalogueEmpty
from simanalogues.log import LOGGER
from simanalogues.parameters.registry import PARAMETERS


def within_priors(images: pd.DataFrame, priors: Mapping[str, list]) -> np.ndarray:
    """Whether each image is inside all priors, boolean, shape (n_images,); what is not known is outside.

    Parameters
    ----------
    images
        Row of `parameter_table` for each image.
    priors
        By parameter [lowest, highest], both inclusive and None for no limit; of one with categories a list of these.

    Raises
    ------
    CatalogueEmpty
        No image is left; the message says how many each prior leaves, and the range of the catalogue.
    """
    inside = inside_priors(images, priors)
    if not inside.any():
        left = "; ".join(
            f"{name} in {limits} leaves {_inside(images[name], limits).sum()} of {len(images)} "
            f"(catalogue: {_range_of(images[name])})"
            for name, limits in priors.items()
        )
        raise CatalogueEmpty(f"no image is inside matching.priors: {left}. Widen them, or add simulations")
    if priors:
        LOGGER.info("%d of %d images are inside the priors", inside.sum(), len(images))
    return inside


def inside_priors(images: pd.DataFrame, priors: Mapping[str, list]) -> np.ndarray:
    """The same of images of which none need be inside."""
    return np.logical_and.reduce(
        [np.ones(len(images), dtype=bool), *(_inside(images[name], limits) for name, limits in priors.items())]
    )


def unknown_in_priors(images: pd.DataFrame, priors: Mapping[str, list]) -> int:
    """How many images lack a parameter that a prior is on."""
    unknown = [images[name].isna() | (images[name] == "") for name in priors]
    return int(np.logical_or.reduce(unknown).sum()) if unknown else 0


def _inside(values: pd.Series, limits: list) -> np.ndarray:
    if PARAMETERS[values.name].categories:
        return values.isin([str(name) for name in limits]).to_numpy()
    lowest, highest = (
        bound if limit is None else limit for limit, bound in zip(limits, (-np.inf, np.inf), strict=True)
    )
    return ((values >= lowest) & (values <= highest)).to_numpy()


def _range_of(values: pd.Series) -> str:
    if PARAMETERS[values.name].categories:
        return ", ".join(sorted(set(values[values != ""].astype(str)))) or "none"
    return f"{values.min():.4g} to {values.max():.4g}" if values.notna().any() else "not known"
