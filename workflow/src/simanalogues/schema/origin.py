"""What embeddings must have in common to be compared: how their maps were prepared, and what embedded them."""

from collections.abc import Mapping

from simanalogues.errors import EmbeddingMismatch

SAME_ORIGIN = ("backbone", "weights_digest", "feature", "noise", "flux", "stretch", "softening")
# Of moment 1 alone.
SAME_CROP = ("crop_x_au", "crop_y_au", "crop_width_au", "crop_rotation_deg")
SAME_CROP += ("threshold_jy_kms_per_beam", "velocity_limit_kms")
# Of networks with a head alone.
SAME_HEAD = ("head", "head_digest")


def origin_of(attributes: Mapping) -> dict:
    """Those of a file's attributes that say where its features come from."""
    return {name: attributes[name] for name in SAME_ORIGIN + SAME_CROP + SAME_HEAD if name in attributes}


def require_same_origin(expected: Mapping, found: Mapping, *, whose: str, path: str) -> None:
    """Raise EmbeddingMismatch where a file's attributes say that it was embedded in another way than expected.

    Parameters
    ----------
    expected, found
        Attributes of files of kind `embedding` or `embedding_observation`.
    whose
        What is expected, for the message, such as `the observation`.
    path
        The file with the attributes `found`.
    """
    for name in SAME_ORIGIN + SAME_CROP + SAME_HEAD:
        if expected.get(name) != found.get(name):
            raise EmbeddingMismatch(
                f"{path} was embedded with {name} = {found.get(name)}, {whose} with {name} = {expected.get(name)}: "
                "embed both alike"
            )
