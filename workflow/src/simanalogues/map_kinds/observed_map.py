"""An observed map in the frame of the pair, with typed fields: the one reader of files of kind `observation`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import ContractBroken
from simanalogues.map_kinds.kind import MapKind
from simanalogues.map_kinds.registry import MAP_KINDS
from simanalogues.schema.files import read_dataset
from simanalogues.schema.observation import OBSERVATION
from simanalogues.sky.beam import FrameBeam

REMEDY = "delete it and run snakemake again to make it anew"


@dataclass(frozen=True)
class SkyBeam:
    """A beam on the sky: FWHM in arcsec, and the angle of the major axis east of north."""

    major_arcsec: float
    minor_arcsec: float
    position_angle_deg: float


@dataclass(frozen=True)
class Channels:
    """Channels of a cube, or those that a ready moment map was made of.

    first_kms, width_kms
        Centre of the first, about the systemic velocity; and their distance.
    noise_jy_per_beam
        Of each channel; 0 where it is not known.
    correlation
        Of neighbours, from the nearest on.
    """

    first_kms: float
    width_kms: float
    n_channels: int
    noise_jy_per_beam: float = 0.0
    correlation: tuple[float, ...] = ()

    @property
    def last_kms(self) -> float:
        """Centre of the last channel."""
        return self.first_kms + self.width_kms * (self.n_channels - 1)


@dataclass(frozen=True, kw_only=True)
class ImagePlane:
    """What a synthetic map has in common with the observed one: pixels, beam, channels.

    n_pixels, pixel_au, field_au
        Along a side, and the widths of a pixel and of the whole.
    beam, beam_on_sky
        In the frame and on the sky.
    channels
        None of a map without.
    max_recoverable_scale_arcsec
        None where the telescope is not known to lose extended emission.
    """

    n_pixels: int
    pixel_au: float
    field_au: float
    distance_pc: float
    beam: FrameBeam
    beam_on_sky: SkyBeam
    channels: Channels | None = None
    max_recoverable_scale_arcsec: float | None = None

    @property
    def max_recoverable_scale_au(self) -> float | None:
        """The largest scale at the distance of the pair; None where it is not known."""
        scale = self.max_recoverable_scale_arcsec
        return None if scale is None else scale * self.distance_pc


@dataclass(frozen=True, kw_only=True)
class ObservedMap(ImagePlane):
    """An observed map in the frame of the pair.

    maps
        By variable, shape (y, x), NaN where nothing was observed.
    observed
        Shape (y, x), bool: where the map holds a measured value.
    frequency_hz
        Of the continuum; of a line its rest frequency.
    position_angle_deg
        Of the pair, from secondary to primary, east of north.
    noise, peak, total_flux
        Of the brightness of its kind, per beam, and its sum; None where it is not known.
    measured_noise
        Of a moment 0 from a cube, where there is no emission; `noise` follows from that of its channels.
    velocity_range_kms, systemic_kms
        Of a line: what was integrated over, and what velocities are about.
    from_cube
        Whether a line came as a cube, else as a moment map.
    """

    kind: MapKind
    target: str
    tracer: str
    file: str
    maps: Mapping[str, np.ndarray] = field(repr=False)
    observed: np.ndarray = field(repr=False)
    frequency_hz: float
    projected_separation_au: float
    position_angle_deg: float
    centre_ra_deg: float
    centre_dec_deg: float
    noise: float
    peak: float | None = None
    total_flux: float | None = None
    measured_noise: float | None = None
    velocity_range_kms: tuple[float, float] | None = None
    systemic_kms: float | None = None
    from_cube: bool = True


def read_observed_map(path: str | Path) -> ObservedMap:
    """Read a file of kind `observation`.

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        The file is not there, damaged, of another kind, or lacks an attribute.
    """
    return observed_map_of(read_dataset(path, OBSERVATION), path)


def observed_map_of(dataset: xr.Dataset, path: str | Path = "the observation") -> ObservedMap:
    """A dataset of kind `observation` with typed fields.

    Parameters
    ----------
    path
        Of its file, for messages.

    Raises
    ------
    ContractBroken
        It lacks an attribute, or is of no known kind of map.
    """
    attributes = Attributes(dataset.attrs, str(path))
    kind = attributes.kind()
    unit = kind.brightness
    return ObservedMap(
        **plane_of(attributes, dataset.sizes["x"]),
        kind=kind,
        target=attributes.text("target"),
        tracer=attributes.text("tracer"),
        file=attributes.text("file"),
        maps={name: dataset[name].values for name in kind.variables if name in dataset},
        observed=dataset["observed"].values.astype(bool),
        frequency_hz=attributes.number("frequency_hz"),
        projected_separation_au=attributes.number("projected_separation_au"),
        position_angle_deg=attributes.number("position_angle_deg"),
        centre_ra_deg=attributes.number("centre_ra_deg"),
        centre_dec_deg=attributes.number("centre_dec_deg"),
        noise=attributes.number(f"noise_{unit.per_beam}"),
        peak=attributes.known(f"peak_{unit.per_beam}"),
        total_flux=attributes.known(f"total_{unit.flux}"),
        measured_noise=attributes.known(f"moment0_rms_{unit.per_beam}"),
        velocity_range_kms=attributes.velocity_range_kms(),
        systemic_kms=attributes.known("systemic_kms"),
        from_cube=bool(dataset.attrs.get("from_cube", True)),
    )


@dataclass(frozen=True)
class Attributes:
    """Global attributes of a file of kind `observation`; ContractBroken where one is missing that all have."""

    values: Mapping
    path: str

    def __getitem__(self, name: str) -> object:
        if name not in self.values:
            raise ContractBroken(f"{self.path} has no attribute '{name}': {REMEDY}")
        return self.values[name]

    def number(self, name: str) -> float:
        """One that all files have."""
        return float(self[name])

    def known(self, name: str) -> float | None:
        """One that not all files have."""
        return float(self.values[name]) if name in self.values else None

    def text(self, name: str) -> str:
        """A name."""
        return str(self[name])

    def kind(self) -> MapKind:
        """The kind of map."""
        name = self.values.get("map_kind")
        if name not in MAP_KINDS:
            raise ContractBroken(f"{self.path} has map_kind = {name}: {REMEDY}")
        return MAP_KINDS[name]

    def channels(self) -> Channels | None:
        """The channels; None of a map without."""
        if "first_channel_kms" not in self.values:
            return None
        return Channels(
            first_kms=self.number("first_channel_kms"),
            width_kms=self.number("channel_kms"),
            n_channels=int(self["n_channels"]),
            noise_jy_per_beam=self.known("channel_noise_jy_per_beam") or 0.0,
            correlation=tuple(map(float, np.atleast_1d(self.values.get("channel_correlation", ())))),
        )

    def velocity_range_kms(self) -> tuple[float, float] | None:
        """What of a line was integrated over; None of a continuum."""
        low, high = (self.known(f"velocity_kms_{end}") for end in ("min", "max"))
        return None if low is None or high is None else (low, high)


def plane_of(attributes: Attributes, n_pixels: int) -> dict[str, object]:
    """The fields of the `ImagePlane`."""
    return {
        "n_pixels": n_pixels,
        **{name: attributes.number(name) for name in ("pixel_au", "field_au", "distance_pc")},
        "beam": FrameBeam(*(attributes.number(f"beam_{name}") for name in ("major_au", "minor_au", "angle_deg"))),
        "beam_on_sky": SkyBeam(
            *(attributes.number(f"beam_{name}") for name in ("major_arcsec", "minor_arcsec", "position_angle_deg"))
        ),
        "channels": attributes.channels(),
        "max_recoverable_scale_arcsec": attributes.known("max_recoverable_scale_arcsec"),
    }
