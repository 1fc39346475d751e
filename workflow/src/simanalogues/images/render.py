"""Synthetic maps of all views of one chunk: model directory in scratch, engine, beam."""

import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.images.assemble import Assembly, write_model_of
from simanalogues.log import LOGGER, progress
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.sky.beam import FrameBeam, convolve, to_jy_per_beam
from simanalogues.sky.short_spacings import without_extended_emission
from simanalogues.transfer.engines import EngineOptions, render_continuum
from simanalogues.units import beam_solid_angle_sr

COMPRESSED = {"zlib": True, "complevel": 1, "shuffle": True}


def render_images(
    inputs: dict,
    *,
    folder: str | Path,
    opacity: str,
    settings: dict,
    threads: int,
    scratch: str | None,
    destination: str | Path,
) -> None:
    """Write the maps of all views of one chunk (kind `images`); a chunk without any view gives a file of 0 images.

    Parameters
    ----------
    inputs
        Paths `snapshots`, `views` and `observation`.
    folder
        The simulation's folder.
    opacity
        `dsharp` or the path of a `dustkappa_*.inp`.
    settings
        The config's `images` block.
    scratch
        Folder for model directories, which are removed; None for the system's temporary one.

    Raises
    ------
    RamsesFileDamaged, DensityInvalid, WindowOutsideBox
        An output cannot be used.
    EngineUnavailable
        The engine is not installed or failed.
    """
    record, views = read_dataset(inputs["snapshots"], "snapshots"), read_dataset(inputs["views"], "views")
    observation = read_dataset(inputs["observation"], "observation")
    assembly = Assembly(Path(folder), opacity, observation.attrs["field_au"], settings, threads)
    options = engine_options(settings, threads)
    usable = np.flatnonzero(views["skipped"].values == "")
    maps = []
    for i in progress(usable, "outputs", total=len(usable)):
        with tempfile.TemporaryDirectory(dir=scratch) as directory:
            write_model_of(record.isel(output=i), assembly, Path(directory))
            maps.append(maps_of_views(directory, views.isel(output=i), observation, options))
    write_dataset(_as_dataset(views.isel(output=usable), maps, observation), "images", destination)


def engine_options(settings: dict, threads: int) -> EngineOptions:
    """The engine that the config's `images` block asks for."""
    return EngineOptions(
        engine=settings["engine"],
        threads=threads,
        sub_pixels=settings["sub_pixels"],
        background_k=settings["background_k"],
        executable=settings["executable"],
    )


def maps_of_views(
    directory: str | Path, views: xr.Dataset, observation: xr.Dataset, options: EngineOptions
) -> np.ndarray:
    """Maps of one output's views in Jy/beam, float32, shape (view, y, x).

    Parameters
    ----------
    views
        One output of a file of kind `views`.
    observation
        File of kind `observation`: frequency, frame and beam come from it.
    """
    sky = observation.attrs
    intensity = render_continuum(
        directory,
        views["sightline"].values,
        views["up"].values,
        frequency_hz=sky["frequency_hz"],
        n_pixels=observation.sizes["x"],
        field_au=sky["field_au"],
        options=options,
    )
    beam = FrameBeam(sky["beam_major_au"], sky["beam_minor_au"], sky["beam_angle_deg"])
    solid_angle = beam_solid_angle_sr(sky["beam_major_arcsec"], sky["beam_minor_arcsec"])
    maps = to_jy_per_beam(convolve(intensity, beam, sky["pixel_au"]), solid_angle)
    if "max_recoverable_scale_arcsec" in sky:
        scale_au = sky["max_recoverable_scale_arcsec"] * sky["distance_pc"]
        maps = without_extended_emission(maps, max_recoverable_scale_au=scale_au, pixel_au=sky["pixel_au"])
    LOGGER.info("peak %.3g to %.3g Jy/beam", maps.max(axis=(1, 2)).min(), maps.max())
    return maps.astype(np.float32)


def _as_dataset(views: xr.Dataset, maps: list[np.ndarray], observation: xr.Dataset) -> xr.Dataset:
    n_outputs, n_views = views.sizes["output"], views.sizes["view"]
    shape = observation["brightness"].shape
    brightness = np.concatenate([np.empty((0, *shape), np.float32), *maps])
    dataset = xr.Dataset(
        {"brightness": (("image", "y", "x"), brightness)},
        coords={
            "output": (("image",), np.repeat(views["output"].values.astype(np.int32), n_views)),
            "view": (("image",), np.tile(np.arange(n_views, dtype=np.int32), n_outputs)),
            "simulation": (("image",), np.full(n_outputs * n_views, views.attrs["simulation"], dtype=object)),
        },
        attrs={name: observation.attrs[name] for name in ("target", "tracer", "frequency_hz", "pixel_au", "field_au")},
    )
    if len(brightness):
        dataset["brightness"].encoding = COMPRESSED | {"chunksizes": (1, *shape)}
    return dataset
