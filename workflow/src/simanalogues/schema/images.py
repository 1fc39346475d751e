"""Synthetic maps of the views."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import IMAGE_LABELS, MAPS, RECORD_DIGEST, Variable

IMAGES = Kind(
    "images",
    {
        **IMAGE_LABELS,
        "record_digest": RECORD_DIGEST,
        "brightness": Variable(
            ("image", "y", "x"), "Jy beam-1", "synthetic continuum after the beam, without noise", optional=True
        ),
        "moment0": Variable(
            ("image", "y", "x"),
            "Jy beam-1 km s-1",
            "integrated brightness of the line after the beam; beside moment 1 with the noise of its channels",
            optional=True,
        ),
        "moment1": Variable(
            ("image", "y", "x"),
            "km s-1",
            "mean velocity of the line less the pair's; positive recedes; NaN where moment 0 is 0",
            optional=True,
        ),
    },
    at_least_one=MAPS,
)
