"""Reading single maps out of the files of kind `images`, which are too large to be read whole."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import InputMissing
from simanalogues.figures.appearance import Appearance
from simanalogues.schema.files import require_sealed
from simanalogues.tables.matchings import Label


def read_maps(paths: Iterable[str | Path], wanted: Iterable[Label], look: Appearance) -> dict[Label, np.ndarray]:
    """Synthetic maps as they are shown, of shape (y, x), by simulation, output and view.

    Continuum and moment 0 are scaled in flux; moment 1 is NaN where its moment 0 is too faint.

    Parameters
    ----------
    paths
        Files of kind `images`, named `{tracer}.nc`; those of other tracers and empty ones are passed over.

    Raises
    ------
    InputMissing
        No file holds one of the maps.
    """
    missing = set(wanted)
    maps: dict[Label, np.ndarray] = {}
    for path in paths:
        if Path(path).stem == look.tracer and missing:
            maps |= _maps_of_file(path, missing, look)
            missing -= maps.keys()
    if missing:
        simulation, output, view = min(missing)
        raise InputMissing(
            f"no images file of tracer '{look.tracer}' holds view {view} of output {output} of '{simulation}' "
            f"({len(missing)} maps are missing): the matching is older than the images, run snakemake again"
        )
    return maps


def _maps_of_file(path: str | Path, wanted: set[Label], look: Appearance) -> dict[Label, np.ndarray]:
    require_sealed(path)
    with xr.open_dataset(path, engine="netcdf4") as opened:
        columns = [opened[name].values for name in ("simulation", "output", "view")]
        labels = [(str(name), int(output), int(view)) for name, output, view in zip(*columns, strict=True)]
        return {
            label: look.synthetic({name: opened[name].isel(image=row).values for name in look.variables})
            for row, label in enumerate(labels)
            if label in wanted
        }
