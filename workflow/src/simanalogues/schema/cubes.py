"""The cubes of an output's views, kept beside the maps made of them."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import Variable

CUBES = Kind(
    "cubes",
    {
        "view": Variable(("view",), "1", "number of the view in its output"),
        "velocity_kms": Variable(("channel",), "km s-1", "velocity less the pair's; positive recedes"),
        "brightness": Variable(
            ("view", "channel", "y", "x"), "Jy beam-1", "line without continuum, after beam and noise"
        ),
    },
)
