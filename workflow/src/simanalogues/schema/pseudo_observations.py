"""Views of the catalogue that are treated as observations."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import IMAGE, MAPS, PSEUDO_LABELS, Variable

MAP = ("image", "y", "x")

PSEUDO_OBSERVATIONS = Kind(
    "pseudo_observations",
    {
        **PSEUDO_LABELS,
        "position_angle_deg": Variable(
            IMAGE, "deg", "of the pair on the sky, from secondary to primary, east of north"
        ),
        "error_west_beams": Variable(IMAGE, "1", "error of the midpoint of the stars to the west, in beams"),
        "error_north_beams": Variable(IMAGE, "1", "the same to the north"),
        "brightness": Variable(MAP, "Jy beam-1", "observed continuum in the frame, with noise", optional=True),
        "moment0": Variable(
            MAP, "Jy beam-1 km s-1", "integrated brightness of the line in the frame, with noise", optional=True
        ),
        "moment1": Variable(
            MAP, "km s-1", "mean velocity of the line less the systemic one; positive recedes", optional=True
        ),
    },
    at_least_one=MAPS,
)
