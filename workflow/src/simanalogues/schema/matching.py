"""Every image against the observation: distances, ranks, the selection and the parameters."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import IMAGE, IMAGE_LABELS, Variable

MATCHING = Kind(
    "matching",
    {
        **IMAGE_LABELS,
        "distance_value": Variable(("image", "distance"), "1", "distance to the observation; NaN ranks last"),
        "z_score": Variable(
            ("image", "distance"), "1", "(distance - mean) / standard deviation over all usable images"
        ),
        "rank": Variable(("image", "distance"), "1", "1 is the most similar image"),
        "selected": Variable(("image", "distance"), "1", "1 where the image passes the cut, else 0"),
        "in_prior": Variable(IMAGE, "1", "1 where the image is inside all priors and takes part, else 0"),
        "weight": Variable(IMAGE, "1", "weight of the image in priors and estimates; sums to 1"),
        "parameter_value": Variable(("image", "parameter"), "1", "system parameters of the image's output"),
        "parameter_units": Variable(("parameter",), "1", "unit of each parameter"),
        "variant_distance": Variable(("variant", "distance"), "1", "distance of the mirrored and turned observation"),
    },
)
