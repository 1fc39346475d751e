"""Pseudo-observations in the frame: from FITS on the path of the observation, with the stars where their observer takes
them to be."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.log import progress
from simanalogues.map_kinds.observed_map import ObservedMap, read_observed_map
from simanalogues.observation.observe import framed_observation
from simanalogues.schema.files import COMPRESSED, write_dataset
from simanalogues.schema.pseudo_observations import PSEUDO_OBSERVATIONS

# What a real file may lack or say wrongly; ours do not.
OF_THE_FILE = ("file", "hdu", "beam", "unit", "frequency_ghz", "wcs", "subtract_continuum", "noise_jy_per_beam")
NUMBERS = {"output": np.int64, "view": np.int64, "realisation": np.int64, "position_angle_deg": float}
NUMBERS |= {"error_west_beams": float, "error_north_beams": float}
# Any number does where the observation came without noise: only the maps are kept.
SMALL_NOISE = 1e-9


def frame_pseudo_observations(
    index: str | Path,
    observation: str | Path,
    *,
    target: Mapping,
    entry: Mapping,
    frame: Mapping,
    destination: str | Path,
) -> None:
    """Write the framed maps of all pseudo-observations of an index, a file of kind `pseudo_observations`.

    Parameters
    ----------
    index
        JSON list, one entry per FITS file beside it: `file`, labels, and where the stars are taken to be, `primary` and
        `secondary` in degrees.
    observation
        File of kind `observation`: its tracer, and the noise that the pseudo-observations have too.
    target, entry, frame
        As `observe` has them.

    Raises
    ------
    ObservationInvalid, ConfigError
        See `observe`.
    """
    observed = read_observed_map(observation)
    entry = own_entry(entry, observed)
    listed = json.loads(Path(index).read_text())
    framed = [
        framed_observation(
            Path(index).with_name(item["file"]),
            target={**target, "primary": item["primary"], "secondary": item["secondary"]},
            tracer=observed.tracer,
            entry=entry,
            frame=frame,
        )
        for item in progress(listed, "pseudo-observations", total=len(listed))
    ]
    write_dataset(as_dataset(listed, framed, observed), PSEUDO_OBSERVATIONS, destination)


def own_entry(entry: Mapping, observed: ObservedMap) -> dict:
    """The tracer's block without what describes its file, and with the noise that is known."""
    noise = observed.channels.noise_jy_per_beam if observed.kind.is_line else observed.noise
    kept = {key: value for key, value in entry.items() if key not in OF_THE_FILE}
    return {**kept, "noise_jy_per_beam": max(noise, SMALL_NOISE)}


def as_dataset(listed: Sequence[Mapping], framed: Sequence[xr.Dataset], observed: ObservedMap) -> xr.Dataset:
    """Maps and labels, one row for each."""
    numbers = {name: np.array([item[name] for item in listed], dtype=kind) for name, kind in NUMBERS.items()}
    texts = {name: np.array([item[name] for item in listed], dtype=object) for name in ("simulation", "record_digest")}
    dataset = xr.Dataset({name: (("image",), values) for name, values in {**numbers, **texts}.items()})
    identity = {"target": observed.target, "tracer": observed.tracer, "map_kind": observed.kind.name}
    dataset.attrs = identity | {"pixel_au": observed.pixel_au, "field_au": observed.field_au}
    n_pixels = observed.n_pixels
    for name in observed.kind.variables:
        empty = np.empty((0, n_pixels, n_pixels), np.float32)
        dataset[name] = (("image", "y", "x"), np.concatenate([empty, *(sky[name].values[None] for sky in framed)]))
        if listed:
            dataset[name].encoding = COMPRESSED | {"chunksizes": (1, n_pixels, n_pixels)}
    return dataset
