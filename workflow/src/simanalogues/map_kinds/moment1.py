"""Moment 1 of a line: its mean velocity about the systemic one, in km/s; positive recedes."""

from simanalogues.map_kinds.kind import ComparedAs, FramedFrom, MapKind, RenderedAs
from simanalogues.map_kinds.moment0 import INTEGRATED

MOMENT1 = MapKind(
    name="moment1",
    title="moment 1",
    description="moment 1: mean velocity of a line",
    framed_from=FramedFrom.LINE,
    rendered_as=RenderedAs.CHANNELS,
    compared_as=ComparedAs.VELOCITY,
    brightness=INTEGRATED,
    variables=("moment0", "moment1"),
    ignored_image_keys=(),
)
