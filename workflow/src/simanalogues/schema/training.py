"""The history of a head's training."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import Variable

SETS = ("train", "validation", "test")
CURVE = ("epoch", "set")

TRAINING = Kind(
    "training",
    {
        "epoch": Variable(
            ("epoch",), "1", "epochs that the head was trained before it was measured; 0 is the untrained one"
        ),
        "loss": Variable(
            CURVE, "1", "mean loss of the set's triplets (Eqs. 8-10), without dropout and penalty; NaN without"
        ),
        "accuracy": Variable(
            CURVE, "1", "fraction of the set's triplets whose positive is nearer than the negative (L1)"
        ),
        "active": Variable(CURVE, "1", "fraction of the set's triplets whose loss is not 0"),
        "minimised_loss": Variable(
            ("epoch",), "1", "mean over the epoch's batches of what is minimised (Eq. 11), with dropout; NaN at epoch 0"
        ),
        "active_in_training": Variable(
            ("epoch",), "1", "fraction of active triplets over the epoch's batches, with dropout; NaN at epoch 0"
        ),
        "backbone_accuracy": Variable(
            ("set",), "1", "triplet accuracy of the backbone's own features, without a head (L1); NaN without triplets"
        ),
        "n_images": Variable(("set",), "1", "images of the set"),
        "n_outputs": Variable(("set",), "1", "outputs that they are from"),
    },
)
