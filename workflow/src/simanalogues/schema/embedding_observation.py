"""The observation, and the same mirrored and turned, as a network sees it."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import Variable

EMBEDDING_OBSERVATION = Kind(
    "embedding_observation",
    {
        "variant": Variable(("variant",), "1", "observed, mirrored (x -> -x), turned by 90 and by 180 degrees"),
        "features": Variable(("variant", "feature"), "1", "feature vector of the prepared observation", optional=True),
        "distance_value": Variable(
            ("variant", "distance"), "1", "distance of each variant to the observation as it is", optional=True
        ),
        "maps": Variable(
            ("variant", "map_y", "map_x", "channel"), "1", "last feature map, where heads are trained on it", True
        ),
        "prepared": Variable(("variant", "y", "x"), "1", "the map as the backbone sees it, 0 to 1"),
    },
)
