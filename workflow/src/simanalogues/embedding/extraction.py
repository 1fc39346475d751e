"""Feature vectors of prepared maps from a frozen backbone.

Maps pass the network in groups of one fixed size, the last one padded with empty maps. On a CPU a group is one map:
libraries add up the rows of a larger one in an order that depends on the map's place in it, so that the last digits of
its features would depend on which maps it is passed with; and it is faster.
"""

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simanalogues.embedding.backbones import Backbone, backbone_named
from simanalogues.embedding.features import GRID, Features, adaptive_bins, default_batch_size
from simanalogues.embedding.plain import PLAIN, PlainExtractor
from simanalogues.embedding.runtimes import compiled
from simanalogues.embedding.weights import load_weights, require_weights
from simanalogues.networks.backend import has_accelerator
from simanalogues.provenance.digests import digest_of_contents


class Extractor:
    """A frozen network without its top.

    `grid` is the last feature map averaged to 4 x 4 and flattened in the order (y, x, channel), `pooled` its average
    over the whole map, `full` all of it; with `full` the pooled vectors are kept.

    Parameters
    ----------
    backbone
        Which network.
    shape
        (y, x) of the maps.
    feature
        `grid`, `pooled` or `full`.
    weights
        A weight file; None leaves the random weights that the network is built with.
    runtime
        `keras` or `openvino`.
    batch_size
        Maps that pass the network at once; None for one on a CPU, else as many as give the pixels of 32 maps of
        224 x 224.

    Raises
    ------
    ConfigError, WeightsInvalid, RuntimeUnavailable
        The maps are too small, the weight file cannot be used, the runtime is unknown or not there.
    """

    def __init__(
        self,
        backbone: Backbone,
        shape: tuple[int, int],
        *,
        feature: str,
        weights: str | Path | None,
        runtime: str = "keras",
        batch_size: int | None = None,
    ) -> None:
        network = backbone.build(shape)
        if weights is not None:
            load_weights(network, weights, backbone.name)
        self.feature = feature
        self.batch_size = batch_size or default_batch_size(shape)
        self._group = self.batch_size if batch_size or has_accelerator() else 1
        self.n_features = backbone.channels * (GRID**2 if feature == "grid" else 1)
        self.map_shape = tuple(network.output_shape[1:])
        head = feature_head(backbone.preprocess(), feature)
        self._run = compiled(runtime, network, head, (self._group, *shape))

    def __call__(self, maps: Sequence[np.ndarray] | np.ndarray) -> Features:
        """Features of prepared maps, each of shape (y, x), float32 in 0-1; `batch_size` is a good number of them."""
        maps = np.asarray(maps, dtype=np.float32)
        groups = [self._features_of_group(maps[i : i + self._group]) for i in range(0, len(maps), self._group)]
        kept, *full = (np.concatenate(arrays) for arrays in zip(*groups, strict=True))
        return Features(kept, full[0] if full else None)

    def _features_of_group(self, maps: np.ndarray) -> list[np.ndarray]:
        padded = np.zeros((self._group, *maps.shape[1:]), dtype=np.float32)
        padded[: len(maps)] = maps
        return [array[: len(maps)] for array in self._run(padded)]


AnyExtractor = Extractor | PlainExtractor


def extractor_of(backbone: str, shape: tuple[int, int], settings: Mapping) -> tuple[AnyExtractor, dict[str, str | int]]:
    """The extractor that a config block asks for, and the attributes that say where its features come from.

    Parameters
    ----------
    backbone
        A name of `backbones.BACKBONES`, `pixels` or `hog`.
    shape
        (y, x) of the maps.
    settings
        `feature`; `weights_file`, else a file in `weights_dir`, else one in resources; `runtime`; `batch_size`.
    """
    feature = settings.get("feature", "grid")
    origin = {"backbone": backbone, "input_pixels_y": shape[0], "input_pixels_x": shape[1]}
    if backbone in PLAIN:
        return PLAIN[backbone](shape, feature=feature), {**origin, "runtime": "none", "weights_digest": ""}
    entry = backbone_named(backbone)
    weights = settings.get("weights_file") or require_weights(backbone, settings.get("weights_dir"))
    runtime = settings.get("runtime") or "keras"
    extractor = Extractor(
        entry, shape, feature=feature, weights=weights, runtime=runtime, batch_size=settings.get("batch_size")
    )
    return extractor, {**origin, "runtime": runtime, "weights_digest": digest_of_contents(weights)}


def feature_head(preprocess: Callable, feature: str) -> Callable:
    """From prepared maps to a tuple of features, in Keras's operations.

    Returns
    -------
    Callable
        `head(call, maps)`: `call` is the network, `maps` of shape (image, y, x) in 0-1; what is kept comes first.
    """
    ops = importlib.import_module("keras").ops

    def head(call: Callable, maps: Any) -> tuple:
        grey = ops.expand_dims(maps, -1) * 255.0
        # Three copies: PyTorch would make `repeat` three views, which `preprocess` may not write to.
        coloured = ops.concatenate([grey, grey, grey], axis=-1)
        last = call(preprocess(coloured))
        if feature == "grid":
            return (averaged_to_grid(last),)
        pooled = ops.mean(last, axis=(1, 2))
        return (pooled, ops.reshape(last, (maps.shape[0], -1))) if feature == "full" else (pooled,)

    return head


def averaged_to_grid(last: Any) -> Any:
    """The last feature map, shape (image, y, x, channel), averaged to 4 x 4 and flattened."""
    ops = importlib.import_module("keras").ops
    rows, columns = (adaptive_bins(n, GRID) for n in last.shape[1:3])
    return ops.concatenate([ops.mean(last[:, y, x], axis=(1, 2)) for y in rows for x in columns], axis=-1)
