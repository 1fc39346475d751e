"""Dust temperatures as files of kind `temperatures` keep them: each output's octree, and a number per leaf."""

from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import InputMissing, WindowOutsideBox
from simanalogues.models.build import Model
from simanalogues.models.octree import Octree, octree_of_flags
from simanalogues.schema.files import read_dataset
from simanalogues.schema.temperatures import TEMPERATURES
from simanalogues.units import AU_CM


def grid_variables(octree: Octree) -> dict[str, object]:
    """What a file keeps of an octree whose origin is the midpoint of the two stars, by the contract's names."""
    return {
        "n_nodes": octree.flags.size,
        "n_leaves": octree.n_leaves,
        "corner_au": octree.lower_cm / AU_CM,
        "base_width_au": octree.base_width_cm / AU_CM,
        "n_base": octree.shape[0],
    }


def temperatures_at(path: str | Path | None) -> xr.Dataset | None:
    """The file of kind `temperatures` at a path; None for the analytic temperature."""
    return read_dataset(path, TEMPERATURES) if path else None


def stored_temperature(temperatures: xr.Dataset, output: int) -> tuple[Octree, np.ndarray]:
    """The octree of one output and the temperature of its leaves in K.

    Raises
    ------
    InputMissing
        The file does not hold the output, or skipped it; the message says why.
    """
    (rows,) = np.nonzero(temperatures["output"].values == output)
    reason = str(temperatures["skipped"].values[rows[0]]) if rows.size else "the file does not hold it"
    if reason:
        raise InputMissing(f"there is no temperature of output {output}: {reason}")
    row = int(rows[0])
    of_output = temperatures.isel(output=row)
    first = {name: int(temperatures[name].values[:row].sum()) for name in ("n_nodes", "n_leaves")}
    flags = temperatures["refined"].values[first["n_nodes"] : first["n_nodes"] + int(of_output["n_nodes"])]
    octree = octree_of_flags(
        of_output["corner_au"].values * AU_CM,
        float(of_output["base_width_au"]) * AU_CM,
        (int(of_output["n_base"]),) * 3,
        flags,
    )
    leaves = slice(first["n_leaves"], first["n_leaves"] + int(of_output["n_leaves"]))
    return octree, temperatures["temperature_k"].values[leaves]


def temperature_of_model(temperatures: xr.Dataset, output: int, model: Model) -> np.ndarray:
    """Temperature of a model's leaves in K: that of the stored leaf which holds the centre of each.

    Raises
    ------
    InputMissing
        The file does not hold the output.
    WindowOutsideBox
        A leaf with dust lies outside the cube that the temperatures are of.
    """
    octree, temperature_k = stored_temperature(temperatures, output)
    leaf = octree.leaf_at(model.octree.leaf_centre_cm)
    outside = (leaf < 0) & (model.dust_density > 0)
    if outside.any():
        raise WindowOutsideBox(
            f"{int(outside.sum())} of {leaf.size} cells of output {output} lie outside the cube of "
            f"{temperatures.attrs['window_au']:g} AU that its temperatures are of: set `temperatures.window_au` to "
            "at least sqrt(3) x the widest field"
        )
    return np.where(leaf >= 0, temperature_k[leaf], temperature_k.min())
