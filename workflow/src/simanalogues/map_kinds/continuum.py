"""The continuum of dust at one frequency, in Jy/beam."""

from simanalogues.map_kinds.kind import Brightness, ComparedAs, FramedFrom, MapKind, RenderedAs

CONTINUUM = MapKind(
    name="continuum",
    title="continuum",
    description="continuum",
    framed_from=FramedFrom.PLANE,
    rendered_as=RenderedAs.FREQUENCY,
    compared_as=ComparedAs.BRIGHTNESS,
    brightness=Brightness(variable="brightness", quantity="brightness", unit="Jy/beam", flux="jy"),
    variables=("brightness",),
    ignored_image_keys=("velocity_substeps", "sub_channels", "channel_noise", "hydrogen_mass", "seed"),
)
