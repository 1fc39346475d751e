"""What maps are compared with: the observation, and the one way in which its own and synthetic maps are prepared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simanalogues.embedding.framing import Framing, framing_of
from simanalogues.embedding.preparation import Preparation, prepared_map
from simanalogues.embedding.velocity import velocity_framing_of
from simanalogues.map_kinds.kind import ComparedAs
from simanalogues.map_kinds.observed_map import ObservedMap, read_observed_map

# Counter-clockwise as displayed with y upward; rows count upward too, so NumPy's sense of rotation is the opposite.
VARIANTS = {
    "observed": lambda values: values,
    "mirrored": lambda values: values[:, ::-1],
    "turned90": lambda values: np.rot90(values, -1),
    "turned180": lambda values: np.rot90(values, 2),
}

Maps = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Comparison:
    """An observation with its preparation.

    variables
        What is read of a synthetic map.
    observation
        The observation as a network sees it, shape (y, x), float32 in 0-1.
    frame_shape
        (y, x) of the observation's frame, which synthetic maps have too.
    prepare
        What a network sees of a synthetic map, given by variable, each of shape (y, x); the random numbers are those
        of the noise that is added.
    attributes
        What decided on it, for the file.
    """

    variables: tuple[str, ...]
    observation: np.ndarray
    frame_shape: tuple[int, int]
    prepare: Callable[[Maps, np.random.Generator], np.ndarray]
    attributes: Mapping[str, float] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """(y, x) of what a network sees."""
        return self.observation.shape

    def variants(self) -> np.ndarray:
        """The observation as it is, mirrored (x -> -x), and turned counter-clockwise, shape (variant, y, x)."""
        return np.stack([change(self.observation) for change in VARIANTS.values()])


def read_comparison(path: str | Path, preparation: Preparation, settings: Mapping) -> Comparison:
    """Read a file of kind "observation" and settle how maps are compared with it.

    Parameters
    ----------
    settings
        For a moment 1, the tracer's `n_sigma`, `crop` and `velocity_limit_kms`.

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        The file is not there, damaged, of another kind, or lacks an attribute.
    ObservationInvalid, ConfigError
        See `framing.framing_of` and `velocity.velocity_framing_of`.
    """
    sky = read_observed_map(path)
    return COMPARISONS[sky.kind.compared_as](sky, preparation, settings, path)


def comparison_of_brightness(
    sky: ObservedMap, preparation: Preparation, settings: Mapping, path: str | Path
) -> Comparison:
    """The comparison of an observed brightness; it takes nothing of the tracer's settings."""
    return brightness_comparison(framing_of(sky, path), preparation, sky.kind.brightness.variable)


def brightness_comparison(framing: Framing, preparation: Preparation, variable: str) -> Comparison:
    """The comparison of a continuum or a moment 0."""
    return Comparison(
        (variable,),
        prepared_map(framing.brightness, framing, preparation),
        framing.observed.shape,
        lambda maps, rng: prepared_map(maps[variable], framing, preparation, rng=rng),
    )


def comparison_of_velocity(
    sky: ObservedMap, preparation: Preparation, settings: Mapping, path: str | Path
) -> Comparison:
    """The comparison of an observed moment 1; it takes nothing of the preparation, which is one of brightness."""
    velocity = velocity_framing_of(sky, settings, path)
    return Comparison(
        sky.kind.variables,
        velocity.prepared(velocity.moment0, velocity.moment1),
        velocity.observed.shape,
        lambda maps, _: velocity.prepared(maps["moment0"], maps["moment1"]),
        velocity.as_attributes(),
    )


# How maps are compared, by what is compared of their kind.
COMPARISONS = {ComparedAs.BRIGHTNESS: comparison_of_brightness, ComparedAs.VELOCITY: comparison_of_velocity}
