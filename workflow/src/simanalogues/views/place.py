"""The views of each output: where the observers stand, and how RADMC-3D's camera is turned."""

from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import WindowOutsideBox
from simanalogues.models.field import window_of_field
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS
from simanalogues.sky.geometry import pair_of_target
from simanalogues.transfer.camera import angles_of
from simanalogues.views.cone import cone_of_sightlines, reference_axis, up_vectors


def place_views(
    snapshots: str | Path, *, target: dict, field_au: float, settings: dict, destination: str | Path
) -> None:
    """Write the views of the outputs of one chunk (kind `views`).

    Parameters
    ----------
    snapshots
        File of kind `snapshots`.
    target
        `primary`, `secondary` and `distance_pc`: where the two stars are on the sky.
    field_au
        Width of the images; the cube that they need must fit into the box.
    settings
        The config's `views` block: `n_views` per nappe, `both_nappes`.

    Raises
    ------
    WindowOutsideBox
        The cube about a pair does not fit into the box.
    """
    record = read_dataset(snapshots, SNAPSHOTS)
    separation_au, window_au = pair_of_target(target).separation_au, window_of_field(field_au)
    azimuths, nappes = directions(settings)
    skipped = [_why_skipped(record.isel(output=i), separation_au) for i in range(record.sizes["output"])]
    sightlines = np.full((len(skipped), azimuths.size, 3), np.nan)
    ups = sightlines.copy()
    centres = record["position_au"].mean("star").values
    for i in np.flatnonzero([reason == "" for reason in skipped]):
        _require_window_in_box(record.isel(output=i), centres[i], window_au)
        sightlines[i], ups[i] = views_of(record.isel(output=i), separation_au, azimuths, nappes)
    dataset = _as_dataset(record, skipped, sightlines=sightlines, ups=ups)
    dataset["centre_au"] = (("output", "xyz"), centres)
    dataset["azimuth_deg"] = (("view",), np.rad2deg(azimuths))
    dataset["nappe"] = (("view",), nappes)
    dataset.attrs["simulation"] = record.attrs["simulation"]
    write_dataset(dataset, VIEWS, destination)


def directions(settings: dict) -> tuple[np.ndarray, np.ndarray]:
    """Azimuth in rad and nappe of each view: `n_views` about the cone on the near nappe, then on the far one."""
    around = 2 * np.pi * np.arange(settings["n_views"]) / settings["n_views"]
    nappes = (1, -1) if settings["both_nappes"] else (1,)
    return np.tile(around, len(nappes)), np.repeat(np.array(nappes, dtype=np.int32), settings["n_views"])


def views_of(
    record: xr.Dataset, separation_au: float, azimuths: np.ndarray, nappes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sightlines and image +y vectors of one output, each of shape (n_views, 3)."""
    separation = separation_vector(record)
    axis = reference_axis(separation, record["orbital_angular_momentum_au_kms"].values)
    sightlines = np.empty((azimuths.size, 3))
    for nappe in np.unique(nappes):
        chosen = nappes == nappe
        sightlines[chosen] = cone_of_sightlines(
            separation,
            axis,
            projected_separation=separation_au,
            azimuths_rad=azimuths[chosen],
            nappe=int(nappe),
        )
    return sightlines, up_vectors(separation, sightlines)


def separation_vector(record: xr.Dataset) -> np.ndarray:
    """Vector from secondary to primary in AU, shape (..., 3)."""
    return (record["position_au"].sel(star="primary") - record["position_au"].sel(star="secondary")).values


def _why_skipped(record: xr.Dataset, separation_au: float) -> str:
    if reason := str(record["skipped"].item()):
        return reason
    distance = float(record["separation_au"])
    return "" if distance >= separation_au else f"closer in space than the observed {separation_au:.0f} AU"


def _require_window_in_box(record: xr.Dataset, centre_au: np.ndarray, window_au: float) -> None:
    room = min(centre_au.min(), (record.attrs["box_au"] - centre_au).min())
    if room < window_au / 2:
        raise WindowOutsideBox(
            f"output {int(record['output'])}: the cube to render is {window_au:.0f} AU wide about "
            f"{centre_au.round()} AU, but the box of {record.attrs['box_au']:.0f} AU ends {room:.0f} AU away: "
            "make `field_au` smaller"
        )


def _as_dataset(record: xr.Dataset, skipped: list[str], *, sightlines: np.ndarray, ups: np.ndarray) -> xr.Dataset:
    seen = np.linalg.norm(np.cross(separation_vector(record)[:, None, :], sightlines), axis=-1)
    inclination, phi, posang = angles_of(sightlines.reshape(-1, 3), ups.reshape(-1, 3))
    dims = ("output", "view")
    return xr.Dataset(
        {
            "output": (("output",), record["output"].values),
            "skipped": (("output",), np.array(skipped, dtype=object)),
            "sightline": ((*dims, "xyz"), sightlines),
            "up": ((*dims, "xyz"), ups),
            "projected_separation_au": (dims, seen),
            "inclination_deg": (dims, inclination.reshape(seen.shape)),
            "phi_deg": (dims, phi.reshape(seen.shape)),
            "posang_deg": (dims, posang.reshape(seen.shape)),
        },
        coords={"xyz": ["x", "y", "z"]},
    )
