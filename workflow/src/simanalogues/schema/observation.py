"""An observed map in the frame of the pair."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import MAPS, Variable

OBSERVATION = Kind(
    "observation",
    {
        "brightness": Variable(
            ("y", "x"), "Jy beam-1", "observed continuum in the frame; NaN where nothing was observed", optional=True
        ),
        "moment0": Variable(
            ("y", "x"), "Jy beam-1 km s-1", "integrated brightness of the line in the frame", optional=True
        ),
        "moment1": Variable(
            ("y", "x"), "km s-1", "mean velocity of the line less the systemic one; positive recedes", optional=True
        ),
        "observed": Variable(("y", "x"), "1", "1 where the map holds a measured value, else 0"),
        "emission_free": Variable(("y", "x"), "1", "1 where the pixel was used to measure the noise, else 0"),
    },
    at_least_one=MAPS,
)
