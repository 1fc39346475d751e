"""The head: dropout of channels, then dense layers (paper section 2.4.2), forward and backward.

A head takes features of shape (image, cell, channel): of pooled features the one cell that is their average. A dropped
channel is dropped in all cells at once (2D spatial dropout), so that for pooled features it does not matter whether
dropout or pooling comes first. All layers but the last are ReLU with dropout behind them; the last is linear, as an
embedding may have any sign. Kernels start as in He et al. (2015), biases at 0.

Everything is written for any array library with NumPy's names (`ops`): NumPy itself, or `keras.ops`. Weights, their
gradients and the like are lists [kernel, bias, kernel, bias, ...], kernels of shape (inputs, neurons).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# Dropout's probability is kept to this many levels.
LEVELS = 2**16


def product_of(ops: Any, first: Any, second: Any) -> Any:
    """The product of two matrices."""
    return ops.matmul(first, second)


@dataclass(frozen=True)
class Perceptron:
    """Shape of a head.

    cells, channels
        Of the features; 1 cell for pooled ones.
    widths
        Neurons of the dense layers.
    dropout
        Probability with which a channel or a neuron is dropped.
    product
        Of two matrices, `product(ops, a, b)`.
    """

    cells: int
    channels: int
    widths: tuple[int, ...]
    dropout: float
    product: Callable = product_of

    @property
    def kept(self) -> float:
        """Probability with which a channel or a neuron is kept, as it is drawn."""
        return round((1 - self.dropout) * LEVELS) / LEVELS

    def initial_weights(self, rng: np.random.Generator) -> list[np.ndarray]:
        """Kernels from a normal distribution of variance 2 / inputs, biases 0."""
        weights = []
        for inputs, neurons in zip((self.cells * self.channels, *self.widths[:-1]), self.widths, strict=True):
            kernel = rng.standard_normal((inputs, neurons), dtype=np.float32) * np.float32(np.sqrt(2 / inputs))
            weights += [kernel, np.zeros(neurons, np.float32)]
        return weights

    def draw_masks(self, rng: np.random.Generator, n_images: int) -> list[np.ndarray]:
        """Factors of the channels and of the neurons of each layer but the last, each (image, n), float32.

        0 for what is dropped, and for the rest 1 / (its probability), so that means stay.
        """
        limit, factor = round(self.kept * LEVELS), np.float32(1 / self.kept)
        sizes = [(n_images, n) for n in (self.channels, *self.widths[:-1])]
        return [(rng.integers(0, LEVELS, size, dtype=np.uint16) < limit) * factor for size in sizes]

    def forward(self, ops: Any, weights: list, features: Any, masks: list | None = None) -> tuple[Any, list]:
        """The embeddings, shape (image, widths[-1]), and what enters each layer, which `backward` asks for.

        Without masks nothing is dropped.
        """
        entering = [ops.reshape(self._dropped(ops, features, masks, 0), (-1, self.cells * self.channels))]
        for layer in range(len(self.widths) - 1):
            out = self.product(ops, entering[-1], weights[2 * layer]) + weights[2 * layer + 1]
            entering.append(self._dropped(ops, ops.maximum(out, 0.0), masks, layer + 1))
        return self.product(ops, entering[-1], weights[-2]) + weights[-1], entering

    def backward(self, ops: Any, weights: list, entering: list, slope: Any) -> list:
        """Gradients of the weights, in their order, from that of the embeddings, shape (image, widths[-1])."""
        gradients = []
        for layer in reversed(range(len(self.widths))):
            kernel = self.product(ops, ops.transpose(entering[layer]), slope)
            gradients = [kernel, ops.sum(slope, axis=0), *gradients]
            if layer:
                passed = self.product(ops, slope, ops.transpose(weights[2 * layer]))
                # What entered is above 0 where a neuron was kept and positive.
                slope = ops.where(entering[layer] > 0, passed, np.float32(0)) * np.float32(1 / self.kept)
        return gradients

    def _dropped(self, ops: Any, values: Any, masks: list | None, layer: int) -> Any:
        if masks is None or self.kept == 1:
            return values
        return values * (masks[layer] if layer else ops.reshape(masks[0], (-1, 1, self.channels)))
