"""Variables of pseudo-observations: catalogue views that are treated as observations, and their embeddings."""

from simanalogues.schema.variable import IMAGE, IMAGE_LABELS, RECORD_DIGEST, Variable

LABELS = {
    **IMAGE_LABELS,
    "realisation": Variable(IMAGE, "1", "number of the time that this view is observed, from 0"),
    "record_digest": RECORD_DIGEST,
}
MAP = ("image", "y", "x")

PSEUDO_OBSERVATIONS: dict[str, Variable] = {
    **LABELS,
    "position_angle_deg": Variable(IMAGE, "deg", "of the pair on the sky, from secondary to primary, east of north"),
    "error_west_beams": Variable(IMAGE, "1", "error of the midpoint of the stars to the west, in beams"),
    "error_north_beams": Variable(IMAGE, "1", "the same to the north"),
    "brightness": Variable(MAP, "Jy beam-1", "observed continuum in the frame, with noise", optional=True),
    "moment0": Variable(
        MAP, "Jy beam-1 km s-1", "integrated brightness of the line in the frame, with noise", optional=True
    ),
    "moment1": Variable(
        MAP, "km s-1", "mean velocity of the line less the systemic one; positive recedes", optional=True
    ),
}

EMBEDDING_PSEUDO: dict[str, Variable] = {
    **LABELS,
    "features": Variable(("image", "feature"), "1", "feature vector of the prepared pseudo-observation", optional=True),
    "maps": Variable(
        ("image", "map_y", "map_x", "channel"), "1", "last feature map, where heads are trained on it", optional=True
    ),
}
