"""Moment 0 of a line: its brightness integrated over velocity, in Jy/beam km/s."""

from simanalogues.map_kinds.kind import Brightness, ComparedAs, FramedFrom, MapKind, RenderedAs

INTEGRATED = Brightness(variable="moment0", quantity="integrated brightness", unit="Jy/beam km/s", flux="jy_kms")
MOMENT0 = MapKind(
    name="moment0",
    title="moment 0",
    description="moment 0: integrated brightness of a line",
    framed_from=FramedFrom.LINE,
    rendered_as=RenderedAs.CHANNELS,
    compared_as=ComparedAs.BRIGHTNESS,
    brightness=INTEGRATED,
    variables=("moment0",),
    ignored_image_keys=("channel_noise", "seed"),
)
