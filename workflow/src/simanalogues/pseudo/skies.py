"""Views of the catalogue as a telescope would see them: before the beam, at a random angle on the sky, then convolved
once, given noise once, and written as FITS for the observation stage.

The noise has random numbers of its own, never those of the catalogue's image of that view.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from astropy.io import fits

from simanalogues.assembly.assemble import Assembly
from simanalogues.images.maps import Sky, continuum_of_views, cubes_of_views, noise_of_channels
from simanalogues.images.model import write_model_of
from simanalogues.images.render import engine_options
from simanalogues.log import progress
from simanalogues.map_kinds.kind import FramedFrom
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.models.field import window_of_field
from simanalogues.models.stored import temperatures_at
from simanalogues.parameters.records import record_digests
from simanalogues.pseudo.draws import Draw, Share, draws_of
from simanalogues.pseudo.on_sky import PseudoSky, header_of, pseudo_sky, stars_on_sky, turned
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS
from simanalogues.sky.geometry import pair_of_target
from simanalogues.sky.moments import moments
from simanalogues.sky.noise import correlated_noise
from simanalogues.sky.seeds import labelled_rng
from simanalogues.transfer.engines import EngineOptions

INDEX = "pseudo_observations.json"


@dataclass(frozen=True)
class Observer:
    """What all pseudo-observations of a job share.

    sky
        The observation in the frame, the config's `images` block, and the line.
    target
        `primary`, `secondary`, `distance_pc`, and `systemic_kms`, None for the continuum.
    drawing
        `seed`, `per_output`, `every`, `error_beams`; and `keeps_flux`: whether a view keeps its own flux. Else it is
        scaled to the observation's peak before noise, so that its signal to noise is that of the observation. Moment 1
        is never scaled.
    """

    sky: Sky
    options: EngineOptions
    target: Mapping
    drawing: Mapping

    @property
    def seed(self) -> int:
        """Of all random numbers."""
        return self.drawing["seed"]

    def draws(self, simulation: str, output: int, n_views: int) -> list[Draw]:
        """The pseudo-observations of an output."""
        share = Share(self.drawing["per_output"], self.drawing["every"])
        identity = {"simulation": simulation, "target": self.sky.observation.target, "seed": self.seed}
        return draws_of(output, n_views, share, error_beams=self.drawing["error_beams"], **identity)


@dataclass(frozen=True)
class Drawn:
    """An output with its views, its record's digest, and which of the views are observed."""

    record: xr.Dataset
    views: xr.Dataset
    record_digest: str
    draws: list[Draw]


def write_pseudo_skies(
    inputs: Mapping, *, simulation: Mapping, observer: Observer, line: dict | None, folder: Path
) -> None:
    """Write the pseudo-observations of some chunks of a simulation as FITS files, and `INDEX`, which lists them.

    Parameters
    ----------
    inputs
        `snapshots`, `views` and `temperatures` (may be empty), one file of each per chunk.
    simulation, line
        As `render_images` has them.
    observer
        From `observer_of`.
    folder
        Holds the files, and model directories while they are needed.

    Raises
    ------
    RamsesFileDamaged, DensityInvalid, WindowOutsideBox, MoleculeInvalid, TransitionUnknown, EngineUnavailable
        As for `render_images`.
    """
    window_au, settings = window_of_field(observer.sky.observation.field_au), observer.sky.settings
    assembly = Assembly(Source.from_params(simulation["source"]), simulation["opacity"], window_au, settings)
    listed: list[dict] = []
    for snapshots, views, temperatures in chunks_of(inputs):
        of_chunk = temperatures_at(temperatures)
        for drawn in drawn_outputs(snapshots, views, observer):
            with tempfile.TemporaryDirectory(dir=folder) as directory:
                write_model_of(drawn.record, assembly, Path(directory), temperatures=of_chunk, line=line)
                listed += [write_sky(directory, drawn, draw, observer, folder) for draw in drawn.draws]
    (folder / INDEX).write_text(json.dumps(listed))


def observer_of(
    observation: str | Path, *, settings: Mapping, line: dict | None, target: Mapping, drawing: Mapping, threads: int
) -> Observer:
    """The observer of a file of kind `observation`; `settings` is the config's `images` block."""
    sky = Sky(read_observed_map(observation), dict(settings), line)
    return Observer(sky, engine_options(dict(settings), threads), target, drawing)


def chunks_of(inputs: Mapping) -> Iterator[tuple[str, str, str | None]]:
    """Files of records, views and temperatures, chunk by chunk."""
    temperatures = inputs.get("temperatures") or [None] * len(inputs["snapshots"])
    yield from zip(inputs["snapshots"], inputs["views"], temperatures, strict=True)


def drawn_outputs(snapshots: str, views: str, observer: Observer) -> Iterator[Drawn]:
    """Every output of a chunk that has a pseudo-observation."""
    record, of_chunk = read_dataset(snapshots, SNAPSHOTS), read_dataset(views, VIEWS)
    digests, name = record_digests(record), of_chunk.attrs["simulation"]
    usable = np.flatnonzero(of_chunk["skipped"].values == "")
    for i in progress(usable, "outputs", total=len(usable)):
        draws = observer.draws(name, int(of_chunk["output"][i]), of_chunk.sizes["view"])
        if draws:
            yield Drawn(record.isel(output=i), of_chunk.isel(output=i), str(digests[i]), draws)


def write_sky(directory: str, drawn: Drawn, draw: Draw, observer: Observer, folder: Path) -> dict:
    """Write one pseudo-observation; returns its entry of the index."""
    simulation = drawn.views.attrs["simulation"]
    pair = pair_of_target(observer.target)
    pseudo = pseudo_sky(observer.sky, draw, pair, observer.target["systemic_kms"] or 0.0)
    view = turned(drawn.views.isel(view=[draw.view]), draw.position_angle_deg)
    labels = (pseudo.observed.target, pseudo.observed.tracer, simulation)
    rng = labelled_rng(observer.seed, "pseudo-noise", *labels, draw.output, draw.view, draw.realisation)
    values = NOISY[pseudo.observed.kind.framed_from](directory, view, pseudo, observer, rng)
    file = f"{draw.output:05d}_{draw.view:03d}_{draw.realisation:03d}.fits"
    fits.PrimaryHDU(values.astype(np.float32), header_of(pseudo)).writeto(folder / file)
    labels_of_entry = {"simulation": simulation, "record_digest": drawn.record_digest}
    return {"file": file, **labels_of_entry, **asdict(draw), **stars_on_sky(pair, draw)}


def noisy_map(
    directory: str, view: xr.Dataset, pseudo: PseudoSky, observer: Observer, rng: np.random.Generator
) -> np.ndarray:
    """The continuum in Jy/beam with noise, shape (y, x)."""
    observed, sky = pseudo.observed, pseudo.sky
    signal = continuum_of_views(directory, view, sky, observer.options)["brightness"][0].astype(float)
    if not observer.drawing["keeps_flux"]:
        signal *= scale_to(observed.peak, signal)
    return signal + correlated_noise(signal.shape, sky.beam, observed.pixel_au, observed.noise, rng)


def noisy_cube(
    directory: str, view: xr.Dataset, pseudo: PseudoSky, observer: Observer, rng: np.random.Generator
) -> np.ndarray:
    """The line in Jy/beam without continuum, with the noise of every channel, shape (channel, y, x)."""
    observed, sky = pseudo.observed, pseudo.sky
    cube = next(cubes_of_views(directory, view, sky, observer.options)).astype(float)
    if not sky.kind.is_velocity and not observer.drawing["keeps_flux"]:
        cube *= scale_to(observed.peak, moments(cube, sky.channels().velocity_kms)[0])
    if observed.channels.noise_jy_per_beam > 0:
        cube += noise_of_channels(sky, rng)
    return cube


# The values of the FITS file, by what the observation's own file is.
NOISY = {FramedFrom.PLANE: noisy_map, FramedFrom.LINE: noisy_cube}


def scale_to(peak: float, signal: np.ndarray) -> float:
    """Factor that gives a map that peak; 1 for a map without emission."""
    own = float(signal.max())
    return peak / own if own > 0 else 1.0
