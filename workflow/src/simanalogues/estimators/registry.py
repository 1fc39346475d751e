"""The estimators there are: what each needs, what it is called, and whether its estimates are shown.

A new one is a module with its class and an entry here. Names can be asked for without what estimators compute with:
that takes seconds to import.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simanalogues.estimators.needs import DISTANCES, FEATURES


@dataclass(frozen=True)
class Entry:
    """One estimator.

    label, words
        What it is called in a table; what it takes, in a sentence.
    load
        Its class, an `Estimator` (`base.py`).
    needs
        `DISTANCES`, `FEATURES`, both or neither.
    is_shown
        Whether its estimates of the observation are shown; else it is what those are to be better than.
    """

    label: str
    words: str
    load: Callable[[], type]
    needs: tuple[str, ...]
    is_shown: bool


def _analogues() -> type:
    from simanalogues.estimators.analogues import Analogues

    return Analogues


def _random_choice() -> type:
    from simanalogues.estimators.random_choice import RandomChoice

    return RandomChoice


def _ridge() -> type:
    from simanalogues.estimators.ridge import Ridge

    return Ridge


def _nearest_neighbours() -> type:
    from simanalogues.estimators.nearest import NearestNeighbours

    return NearestNeighbours


BY_MATCHING = "matching"
ESTIMATORS = {
    BY_MATCHING: Entry("matching", "analogues", _analogues, needs=(DISTANCES,), is_shown=True),
    "random": Entry("chance", "random images", _random_choice, needs=(), is_shown=False),
    "ridge": Entry("ridge", "ridge regression", _ridge, needs=(FEATURES,), is_shown=False),
    "knn": Entry("neighbours", "nearest neighbours", _nearest_neighbours, needs=(FEATURES,), is_shown=False),
}
BASELINES = tuple(name for name, entry in ESTIMATORS.items() if not entry.is_shown)
# What a network is compared with: plain pixels in its place, and baselines.
PIXELS = "pixels"
RIVALS = (PIXELS, *BASELINES)


def needs_of(names: Iterable[str]) -> set[str]:
    """What any of some estimators needs."""
    return {need for name in names for need in ESTIMATORS[name].needs}
