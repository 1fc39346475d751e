"""What a kind of map is. Light to import: the Snakefile asks."""

from dataclasses import dataclass
from enum import StrEnum


class FramedFrom(StrEnum):
    """What the file of an observation is; the observation stage has a function for each."""

    PLANE = "an image at one frequency"
    LINE = "the cube of a line, or its moment map that is ready"


class RenderedAs(StrEnum):
    """What radiative transfer gives of a view; the images stage has a function for each."""

    FREQUENCY = "an image at one frequency"
    CHANNELS = "the channels of a line, of which moments are taken"


class ComparedAs(StrEnum):
    """What networks and people see of a map; embedding and figures have a class for each."""

    BRIGHTNESS = "brightness: scaled in flux, with the observation's noise, stretched"
    VELOCITY = "velocity: never scaled, in a crop, where moment 0 is above a threshold"


@dataclass(frozen=True)
class Brightness:
    """The brightness that a kind of map shows, or that says where its velocity counts.

    variable
        Of files.
    quantity, unit
        In words.
    flux
        The unit of a total flux, as attributes of files write it.
    """

    variable: str
    quantity: str
    unit: str
    flux: str

    @property
    def per_beam(self) -> str:
        """The unit of the map, as attributes of files write it."""
        return f"{self.flux}_per_beam"


@dataclass(frozen=True)
class MapKind:
    """A kind of map: what it is of, and how each stage treats it.

    name
        In the config (`kind` of a tracer) and in files (`map_kind`).
    title, description
        In words: short, and in a sentence.
    framed_from, rendered_as, compared_as
        How observation, images, and embedding and figures treat it.
    brightness
        The brightness that it has, or has beside it.
    variables
        What files of its images hold.
    ignored_image_keys
        Keys of the config's `images` block without effect: a change of them renders nothing.
    """

    name: str
    title: str
    description: str
    framed_from: FramedFrom
    rendered_as: RenderedAs
    compared_as: ComparedAs
    brightness: Brightness
    variables: tuple[str, ...]
    ignored_image_keys: tuple[str, ...]

    @property
    def is_line(self) -> bool:
        """Whether it is of a line: it has channels, a systemic velocity and a rest frequency."""
        return self.rendered_as is RenderedAs.CHANNELS

    @property
    def is_velocity(self) -> bool:
        """Whether it is compared as a velocity. Its channels get their noise before moments are taken, since noise
        moves a mean velocity in a way that cannot be added afterwards."""
        return self.compared_as is ComparedAs.VELOCITY

    @property
    def embedding_keys(self) -> tuple[str, ...]:
        """Keys of a tracer that decide on what networks see of it, and on nothing before."""
        return ("n_sigma", "crop", "velocity_limit_kms") if self.is_velocity else ()

    @property
    def distance_key(self) -> str:
        """Key of the config's `figures` block that names the distance that is shown."""
        return "line_distance" if self.is_velocity else "distance"
