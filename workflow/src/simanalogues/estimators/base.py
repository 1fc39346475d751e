"""The protocol of estimators: made from settings, fitted on a fold of images, asked about observations.

Observations reach an estimator by channels: a channel is what one network makes of one tracer in one preparation, named
`preparation/network/tracer`. An estimator of a single one takes it with `only`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import pandas as pd

from simanalogues.scoring.weights import image_weights, raw_weights
from simanalogues.sky.geometry import pair_of_target

# Of an estimator with a single estimate of each observation, which is by no distance.
NO_DISTANCE = "none"
T = TypeVar("T")


class Sample(NamedTuple):
    """A weighted sample of parameters.

    values
        Of all parameters, shape (n, n_parameters); NaN where not known.
    weights
        Shape (n, n_schemes), by the scheme that estimates take first.
    rows
        Images that these are of, by their rows among all; None of values that are not those of images.
    """

    values: np.ndarray
    weights: np.ndarray
    rows: np.ndarray | None = None

    def of(self, chosen: np.ndarray) -> "Sample":
        """Those that are chosen, by boolean or number."""
        return Sample(self.values[chosen], self.weights[chosen], None if self.rows is None else self.rows[chosen])


@dataclass(frozen=True)
class Images:
    """All images that folds are taken of: the whole catalogue, or those of a trial.

    table
        Row of `parameter_table` for each.
    values
        The parameters that are estimated, shape (n_images, n_parameters).
    raw
        Weights before they are normalised, shape (n_images,).
    inside
        Whether each is inside the priors, shape (n_images,).
    n_simulations
        The fewest that a fold of these has images of.
    features
        By channel, averaged over the map, float32, shape (n_images, n_features); none unless the estimator needs them.
    """

    table: pd.DataFrame
    values: np.ndarray
    raw: np.ndarray
    inside: np.ndarray
    n_simulations: int
    features: Mapping[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def simulations(self) -> np.ndarray:
        """Name of each image's simulation, shape (n_images,)."""
        return self.table.index.get_level_values("simulation").to_numpy().astype(str)


@dataclass(frozen=True)
class Fold:
    """Images that an estimator is fitted on.

    sample
        The images that take part, in the order of their rows, with weights as if there were no others.
    listed
        Rows of the images that are ranked: these, or others, too, which rank last.
    """

    images: Images
    sample: Sample
    listed: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Rows of the images that take part, ascending."""
        return self.sample.rows


@dataclass(frozen=True)
class Query:
    """Observations that are asked about together.

    labels
        What names each, for random choices.
    distances
        By channel, for each its distances to all images, shape (n_images, n_distances), in the order of `OF_FEATURES`;
        none unless the estimator needs them.
    features
        By channel, as `Images` has them, shape (n, n_features); none unless the estimator needs them.
    """

    labels: Sequence[tuple[str | int, ...]]
    distances: Mapping[str, Sequence[np.ndarray]] = field(default_factory=dict)
    features: Mapping[str, np.ndarray] = field(default_factory=dict)

    def of(self, rows: np.ndarray) -> "Query":
        """Some of them, by number."""
        return Query(
            labels=[self.labels[row] for row in rows],
            # One by one: together they would be copied, which takes as much memory again.
            distances={channel: [values[row] for row in rows] for channel, values in self.distances.items()},
            features={channel: values[rows] for channel, values in self.features.items()},
        )


@dataclass(frozen=True)
class Ranking:
    """How the listed images of a fold stand, shape (n_listed, n_distances) each but for the last two.

    norms
        The largest of the distances that others are combined of, by name.
    fell_back
        Whether no image passed the cut, so that the best were taken, shape (n_distances,).
    """

    distances: np.ndarray
    z_score: np.ndarray
    rank: np.ndarray
    selected: np.ndarray
    norms: Mapping[str, float]
    fell_back: np.ndarray


class Estimate(NamedTuple):
    """What is said of one observation: a sample for each of the estimator's `distances`; and how images stand, of an
    estimator that ranks them."""

    samples: list[Sample]
    ranking: Ranking | None = None


class Estimator(Protocol):
    """What answers about observations. It is made from settings: `matching`, the config's block, and `seed`.

    name
        In the config, in files and in the registry.
    distances
        What its samples are by, one each; `NO_DISTANCE` of a single one.
    """

    name: str
    distances: list[str]

    def fit(self, fold: Fold) -> "Estimator":
        """Itself, ready to answer from the images of a fold, which are one at least."""

    def estimate(self, query: Query) -> Iterator[Estimate]:
        """An estimate of each observation, in their order."""


def only(by_channel: Mapping[str, T]) -> T:
    """What there is of the single channel."""
    [values] = by_channel.values()
    return values


def images_of(
    table: pd.DataFrame,
    inside: np.ndarray,
    *,
    target: Mapping,
    matching: Mapping,
    n_simulations: int,
    features: Mapping[str, np.ndarray],
) -> Images:
    """Images with the parameters of the config's `matching` block and weights for a target's separation.

    Parameters
    ----------
    target
        `primary`, `secondary`, `distance_pc`: the observed separation; and `separation_error_au`, its error.
    """
    separation_au = pair_of_target(target).separation_au
    raw = raw_weights(table, separation_au, target["separation_error_au"])
    values = table[matching["parameters"]].to_numpy(dtype=float)
    return Images(table, values, raw, inside, n_simulations, features)


def fold_of(images: Images, taking_part: np.ndarray, schemes: Sequence[str], listed: np.ndarray | None = None) -> Fold:
    """The images that take part, boolean, shape (n_images,), with weights by the schemes; they may be none.

    Parameters
    ----------
    listed
        Rows of the images that are ranked; only those that take part unless given.
    """
    rows = np.flatnonzero(taking_part)
    weights = np.empty((0, len(schemes)))
    if rows.size:
        simulations, raw = images.simulations[rows], images.raw[rows]
        weights = np.stack([image_weights(simulations, raw, scheme) for scheme in schemes], axis=1)
    return Fold(images, Sample(images.values[rows], weights, rows), rows if listed is None else listed)
