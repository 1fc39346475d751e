"""Pseudo-observations as a network sees them."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import PSEUDO_LABELS, Variable

EMBEDDING_PSEUDO = Kind(
    "embedding_pseudo",
    {
        **PSEUDO_LABELS,
        "features": Variable(
            ("image", "feature"), "1", "feature vector of the prepared pseudo-observation", optional=True
        ),
        "maps": Variable(
            ("image", "map_y", "map_x", "channel"),
            "1",
            "last feature map, where heads are trained on it",
            optional=True,
        ),
    },
)
