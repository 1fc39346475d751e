"""What a file's variable is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One variable: its dimensions, unit (`1` for none), meaning, and whether a file may lack it."""

    dims: tuple[str, ...]
    units: str
    long_name: str
    optional: bool = False


OUTPUT = ("output",)
STAR = ("output", "star")
VIEW = ("output", "view")
NUMBER = Variable(OUTPUT, "1", "number of the simulation output")

IMAGE = ("image",)
IMAGE_LABELS = {
    "simulation": Variable(IMAGE, "1", "name of the simulation"),
    "output": Variable(IMAGE, "1", "number of the simulation output"),
    "view": Variable(IMAGE, "1", "number of the view in its output"),
}
RECORD_DIGEST = Variable(IMAGE, "1", "digest of the record of the image's output: its time and its two stars")
PSEUDO_LABELS = {
    **IMAGE_LABELS,
    "realisation": Variable(IMAGE, "1", "number of the time that this view is observed, from 0"),
    "record_digest": RECORD_DIGEST,
}
# What a map may show: a file of maps has at least one of them.
MAPS = ("brightness", "moment0", "moment1")
