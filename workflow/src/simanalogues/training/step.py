"""One training step: the loss of a batch of triplets, its gradients, Adam."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from simanalogues.training.adam import Adam, State
from simanalogues.training.loss import distances, slope_of_embeddings, triplet_loss
from simanalogues.training.perceptron import Perceptron


class Measured(NamedTuple):
    """Of a batch: what is minimised (Eq. 11), and the fraction of active triplets."""

    loss: Any
    active: Any


@dataclass(frozen=True)
class Step:
    """Everything that a step needs to know beside its batch.

    gate, as_printed
        See `loss.triplet_loss`.
    """

    perceptron: Perceptron
    adam: Adam
    gate: bool = True
    as_printed: bool = False

    def __call__(self, ops: Any, state: State, features: Any, masks: list, rate: Any) -> tuple[State, Measured]:
        """The state after one step.

        Parameters
        ----------
        ops
            NumPy or `keras.ops`.
        features
            Of the anchors, then the positives, then the negatives: shape (3 n, cell, channel).
        masks
            As `Perceptron.draw_masks` gives them for these images.
        rate
            `Adam.rate` of the step.
        """
        gradients, measured = self.gradients(ops, state.weights, features, masks)
        return self.adam.updated(ops, state, gradients, rate), measured

    def gradients(self, ops: Any, weights: list, features: Any, masks: list) -> tuple[list, Measured]:
        """Gradients of the mean loss of a batch without the penalty, and the loss with it."""
        out, entering = self.perceptron.forward(ops, weights, features, masks)
        n = features.shape[0] // 3
        embeddings = ops.reshape(out, (3, n, -1))
        loss = triplet_loss(ops, *distances(ops, embeddings), gate=self.gate, as_printed=self.as_printed)
        slope = loss.slope / np.float32(n)
        if ops is np and self.gate:
            # Triplets that are in order have no gradient: only the others go back.
            active = np.flatnonzero(loss.active)
            embeddings, slope = embeddings[:, active], slope[active]
            entering = [values[(np.arange(3)[:, None] * n + active).ravel()] for values in entering]
        of_embeddings = ops.reshape(slope_of_embeddings(ops, embeddings, slope), (-1, out.shape[-1]))
        gradients = self.perceptron.backward(ops, weights, entering, of_embeddings)
        share = ops.sum(ops.where(loss.active, np.float32(1), np.float32(0))) / np.float32(n)
        minimised = ops.sum(loss.value) / np.float32(n) + self.adam.penalty(ops, weights)
        return gradients, Measured(minimised, share)
