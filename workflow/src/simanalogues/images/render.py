"""Synthetic maps of all views of one chunk: model directory in scratch, engine, beam, moments."""

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.assembly.assemble import Assembly
from simanalogues.images.maps import Maps, Sky, continuum_of_views, cubes_of_views, moments_of_views
from simanalogues.images.model import write_model_of
from simanalogues.log import LOGGER, progress
from simanalogues.map_kinds.kind import RenderedAs
from simanalogues.map_kinds.observed_map import ObservedMap, read_observed_map
from simanalogues.models.field import window_of_field
from simanalogues.models.stored import temperatures_at
from simanalogues.parameters.records import record_digests
from simanalogues.readers.source import Source
from simanalogues.schema.cubes import CUBES
from simanalogues.schema.files import COMPRESSED, read_dataset, write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS
from simanalogues.sky.seeds import image_rng
from simanalogues.transfer.engines import EngineOptions


@dataclass(frozen=True)
class Job:
    """What a job renders with: `sky` of maps, the engine, and where cubes are kept, or None."""

    sky: Sky
    options: EngineOptions
    cubes: Path | None = None


def render_images(
    inputs: dict,
    *,
    simulation: dict,
    settings: dict,
    line: dict | None = None,
    threads: int,
    scratch: str | None,
    destinations: dict,
) -> None:
    """Write the maps of all views of one chunk (kind `images`); a chunk without any view gives a file of 0 images.

    Parameters
    ----------
    inputs
        Paths `snapshots`, `views` and `observation`; and `temperatures`, empty for the analytic ones.
    simulation
        `source`, as `Source.params` gives it, and `opacity`: `dsharp` or the path of a `dustkappa_*.inp`.
    settings
        The config's `images` block, with the `seed`.
    line
        The tracer's `line` block, with the path of its molecule; None for the continuum.
    scratch
        Folder for model directories, which are removed; None for the system's temporary one.
    destinations
        `images`, and `cubes` (a folder with one file per output) where they are to be kept.

    Raises
    ------
    RamsesFileDamaged, DensityInvalid, WindowOutsideBox
        An output cannot be used.
    MoleculeInvalid, TransitionUnknown
        The line cannot be used.
    EngineUnavailable
        The engine is not installed or failed.
    """
    record, views = read_dataset(inputs["snapshots"], SNAPSHOTS), read_dataset(inputs["views"], VIEWS)
    sky = Sky(read_observed_map(inputs["observation"]), settings, line)
    window_au = window_of_field(sky.observation.field_au)
    assembly = Assembly(Source.from_params(simulation["source"]), simulation["opacity"], window_au, settings)
    temperatures, cubes = temperatures_at(inputs.get("temperatures")), destinations.get("cubes")
    job = Job(sky, engine_options(settings, threads), Path(cubes) if cubes else None)
    if job.cubes:
        job.cubes.mkdir(parents=True, exist_ok=True)
    usable = np.flatnonzero(views["skipped"].values == "")
    maps = []
    for i in progress(usable, "outputs", total=len(usable)):
        with tempfile.TemporaryDirectory(dir=scratch) as directory:
            of_output = record.isel(output=i)
            write_model_of(of_output, assembly, Path(directory), temperatures=temperatures, line=line)
            maps.append(maps_of_views(directory, views.isel(output=i), job))
    dataset = _as_dataset(views.isel(output=usable), maps, sky.observation)
    digests = record_digests(record.isel(output=usable))
    dataset["record_digest"] = ("image", np.repeat(digests, views.sizes["view"]))
    write_dataset(dataset, IMAGES, destinations["images"])


def engine_options(settings: dict, threads: int) -> EngineOptions:
    """The engine that the config's `images` block asks for."""
    return EngineOptions(
        engine=settings["engine"],
        threads=threads,
        sub_pixels=settings["sub_pixels"],
        velocity_substeps=settings["velocity_substeps"],
        background_k=settings["background_k"],
        executable=settings["executable"],
    )


def maps_of_views(directory: str | Path, views: xr.Dataset, job: Job) -> Maps:
    """Maps of one output's views by variable, float32, shape (view, y, x).

    Parameters
    ----------
    views
        One output of a file of kind `views`.
    """
    kind = job.sky.kind
    maps = RENDERED[kind.rendered_as](directory, views, job)
    peaks = maps[kind.brightness.variable].max(axis=(1, 2))
    LOGGER.info("%s: peak %.3g to %.3g per beam", kind.brightness.variable, peaks.min(), peaks.max())
    return maps


def dust_of_views(directory: str | Path, views: xr.Dataset, job: Job) -> Maps:
    """The continuum."""
    return continuum_of_views(directory, views, job.sky, job.options)


def line_of_views(directory: str | Path, views: xr.Dataset, job: Job) -> Maps:
    """The moments of a line, its cubes kept where that is asked for."""
    kept: list[np.ndarray] = []
    identity = identity_of(job.sky.observation)
    identity |= {"simulation": views.attrs["simulation"], "output": int(views["output"])}
    rng_of_view = partial(_rng_of_view, job.sky.settings["seed"], identity)
    cubes = cubes_of_views(directory, views, job.sky, job.options)
    maps = moments_of_views(
        cubes, job.sky, rng_of_view, lambda cube: kept.append(cube.astype(np.float32)) if job.cubes else None
    )
    if job.cubes:
        _write_cubes(kept, job, identity)
    return maps


# How the maps of views are made, by what radiative transfer gives of them.
RENDERED = {RenderedAs.FREQUENCY: dust_of_views, RenderedAs.CHANNELS: line_of_views}


def identity_of(observation: ObservedMap) -> dict[str, str]:
    """Target and tracer."""
    return {"target": observation.target, "tracer": observation.tracer}


def frame_attributes(observation: ObservedMap) -> dict[str, float]:
    """What a file of maps or cubes tells of frequency and frame."""
    return {
        "frequency_hz": observation.frequency_hz,
        "pixel_au": observation.pixel_au,
        "field_au": observation.field_au,
    }


def line_attributes(observation: ObservedMap) -> dict[str, float | int]:
    """What a file of maps of a line tells beside: channels, and the noise of the observed moment 0."""
    if not observation.kind.is_line:
        return {}
    channels, noise = observation.channels, f"noise_{observation.kind.brightness.per_beam}"
    return {
        "first_channel_kms": channels.first_kms,
        "channel_kms": channels.width_kms,
        "n_channels": channels.n_channels,
        noise: observation.noise,
    }


def _rng_of_view(seed: int, identity: dict, view: int) -> np.random.Generator:
    return image_rng(seed, **identity, view=view)


def _write_cubes(cubes: list[np.ndarray], job: Job, identity: dict) -> None:
    dataset = xr.Dataset(
        {
            "brightness": (("view", "channel", "y", "x"), np.stack(cubes)),
            "velocity_kms": (("channel",), job.sky.channels().velocity_kms),
            "view": (("view",), np.arange(len(cubes), dtype=np.int32)),
        },
        attrs=identity | frame_attributes(job.sky.observation),
    )
    dataset["brightness"].encoding = COMPRESSED | {"chunksizes": (1, 1, *cubes[0].shape[1:])}
    write_dataset(dataset, CUBES, job.cubes / f"{identity['output']:05d}.nc")


def _as_dataset(views: xr.Dataset, maps: list[Maps], observation: ObservedMap) -> xr.Dataset:
    n_outputs, n_views = views.sizes["output"], views.sizes["view"]
    shape = observation.observed.shape
    identity = {**identity_of(observation), "map_kind": observation.kind.name}
    dataset = xr.Dataset(
        coords={
            "output": (("image",), np.repeat(views["output"].values.astype(np.int32), n_views)),
            "view": (("image",), np.tile(np.arange(n_views, dtype=np.int32), n_outputs)),
            "simulation": (("image",), np.full(n_outputs * n_views, views.attrs["simulation"], dtype=object)),
        },
        attrs={**identity, **frame_attributes(observation), **line_attributes(observation)},
    )
    for name in observation.kind.variables:
        values = np.concatenate([np.empty((0, *shape), np.float32), *(of_output[name] for of_output in maps)])
        dataset[name] = (("image", "y", "x"), values)
        if len(values):
            dataset[name].encoding = COMPRESSED | {"chunksizes": (1, *shape)}
    return dataset
