"""The triplet loss in its stable form, and its gradient (paper Eqs. 8-10).

With d_ap and d_an the L1 distances of the anchor's embedding to those of positive and negative, Eqs. 9 and 10 give
P(p) + 1 - P(n) = 2 sigmoid(d_ap - d_an), which does not overflow. Arrays as in `perceptron`.
"""

from typing import Any, NamedTuple

import numpy as np


class TripletLoss(NamedTuple):
    """Of each triplet, shape (triplet,): the loss (Eqs. 8-10), its derivative by d_ap - d_an, and whether it counts."""

    value: Any
    slope: Any
    active: Any


def distances(ops: Any, embeddings: Any) -> tuple[Any, Any]:
    """d_ap and d_an, each of shape (triplet,), of embeddings of anchors, positives and negatives, (3, triplet, n)."""
    anchor, positive, negative = (embeddings[place] for place in range(3))
    return ops.sum(ops.abs(anchor - positive), axis=-1), ops.sum(ops.abs(anchor - negative), axis=-1)


def triplet_loss(ops: Any, near: Any, far: Any, *, gate: bool = True, as_printed: bool = False) -> TripletLoss:
    """Loss of each triplet from d_ap and d_an, each of shape (triplet,).

    Parameters
    ----------
    gate
        Triplets with d_ap <= d_an are in order already: they count as 0 and teach nothing.
    as_printed
        Eq. 8 as printed has a norm inside of [.]+, so that its gate is open wherever the two differ; Eqs. 9 and 10 are
        taken as exponentials, which overflow float32 beyond 88.
    """
    gap = near - far
    if as_printed:
        near_, far_ = ops.exp(near), ops.exp(far)
        probability, complement = near_ / (near_ + far_), far_ / (near_ + far_)
        value, slope = probability + (1 - complement), 2 * probability * complement
        active = gap != 0
    else:
        probability = sigmoid(ops, gap)
        value, slope = 2 * probability, 2 * probability * (1 - probability)
        active = gap > 0
    if not gate:
        return TripletLoss(value, slope, active)
    nothing = np.float32(0)
    return TripletLoss(ops.where(active, value, nothing), ops.where(active, slope, nothing), active)


def sigmoid(ops: Any, x: Any) -> Any:
    """1 / (1 + exp(-x)), without overflow."""
    small = ops.exp(-ops.abs(x))
    return ops.where(x >= 0, 1 / (1 + small), small / (1 + small))


def slope_of_embeddings(ops: Any, embeddings: Any, slope: Any) -> Any:
    """Gradient of the sum over triplets by the embeddings, (3, triplet, n); `slope` is by d_ap - d_an, (triplet,)."""
    anchor, positive, negative = (embeddings[place] for place in range(3))
    towards_positive = slope[:, None] * ops.sign(anchor - positive)
    towards_negative = slope[:, None] * ops.sign(anchor - negative)
    return ops.stack([towards_positive - towards_negative, -towards_positive, towards_negative])
