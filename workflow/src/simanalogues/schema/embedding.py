"""Synthetic maps as a network sees them."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import IMAGE, IMAGE_LABELS, RECORD_DIGEST, Variable

EMBEDDING = Kind(
    "embedding",
    {
        **IMAGE_LABELS,
        "record_digest": RECORD_DIGEST,
        "map_digest": Variable(IMAGE, "1", "digest of the synthetic map whose features these are", optional=True),
        "features": Variable(("image", "feature"), "1", "feature vector of the prepared map", optional=True),
        "distance_value": Variable(
            ("image", "distance"), "1", "distance to the observation, taken while the full maps were in memory", True
        ),
        "pseudo_distance": Variable(
            ("image", "pseudo", "distance"), "1", "the same distance to each pseudo-observation, in their order", True
        ),
        "maps": Variable(
            ("image", "map_y", "map_x", "channel"),
            "1",
            "last feature map, where heads are trained on it",
            optional=True,
        ),
    },
)
