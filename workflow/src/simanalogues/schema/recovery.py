"""Recovery tests: what matching, or a baseline, says of pseudo-observations whose truth is known."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import Variable

PSEUDO = ("pseudo",)
OF_TRUTH = (*PSEUDO, "parameter")
OF_DISTANCE = (*PSEUDO, "distance")
OF_ESTIMATE = (*PSEUDO, "distance", "parameter")
# What estimates: the selection of matching, or what it is to be better than.
BY_MATCHING, RANDOM, RIDGE, KNN = "matching", "random", "ridge", "knn"
BASELINES = (RANDOM, RIDGE, KNN)
# What a network is compared with.
PIXELS = "pixels"
RIVALS = (PIXELS, *BASELINES)
# Of a baseline, which has no distance.
NO_DISTANCE = "none"

RECOVERY = Kind(
    "recovery",
    {
        "simulation": Variable(PSEUDO, "1", "name of the simulation"),
        "output": Variable(PSEUDO, "1", "number of the simulation output"),
        "view": Variable(PSEUDO, "1", "number of the view in its output"),
        "realisation": Variable(PSEUDO, "1", "number of the time that this view is observed, from 0"),
        "parameter_units": Variable(("parameter",), "1", "unit of each parameter"),
        "level": Variable(("level",), "1", "levels of the quantiles"),
        "truth": Variable(OF_TRUTH, "1", "the parameter's true value; NaN where it is not known"),
        "prior_median": Variable(OF_TRUTH, "1", "weighted median of the images that it is matched with"),
        "prior_crps": Variable(OF_TRUTH, "1", "CRPS of all images that it is matched with, with their weights"),
        "outside": Variable(
            OF_TRUTH, "1", "1 where the truth lies outside the range of these images, else 0; NaN without"
        ),
        "n_images": Variable(PSEUDO, "1", "images that it is matched with, inside the priors"),
        "median": Variable(OF_ESTIMATE, "1", "weighted median of the estimate's sample; NaN where it is empty"),
        "quantile": Variable((*OF_ESTIMATE, "level"), "1", "weighted quantiles of the sample"),
        "spread": Variable((*OF_ESTIMATE, "draw"), "1", "20 equally likely values that stand for the sample"),
        "pit": Variable(OF_ESTIMATE, "1", "weight of the sample below the truth, ties counting half"),
        "crps": Variable(OF_ESTIMATE, "1", "continuous ranked probability score, in the parameter's unit"),
        "crps_by_weights": Variable(
            (*PSEUDO, "distance", "weights", "parameter"), "1", "crps with the sample's weights by each scheme"
        ),
        "prior_crps_by_weights": Variable(
            (*PSEUDO, "weights", "parameter"), "1", "prior_crps with weights by each scheme"
        ),
        "n_selected": Variable(OF_DISTANCE, "1", "size of the sample"),
        "fell_back": Variable(OF_DISTANCE, "1", "1 where nothing passed the cut and the best were taken, else 0"),
        "closest_rank": Variable(
            OF_DISTANCE,
            "1",
            "rank of the image with the most alike parameters, over the number of images; 1/2 by chance",
        ),
        "nearest_distance": Variable(OF_DISTANCE, "1", "mean distance of the 10 nearest images"),
        "observation_nearest": Variable(
            OF_DISTANCE,
            "1",
            "the same of the observation, among all images; by a head, among those that it is tested with",
            optional=True,
        ),
    },
)
