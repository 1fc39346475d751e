"""Random images: what an estimate is worth that looks at nothing."""

from collections.abc import Iterator, Mapping

from simanalogues.estimators.base import NO_DISTANCE, Estimate, Fold, Query
from simanalogues.sky.seeds import labelled_rng


class RandomChoice:
    """As many images of the fold as matching falls back to, drawn anew for each observation."""

    name = "random"

    def __init__(self, settings: Mapping) -> None:
        self.seed, self.n_best = settings["seed"], settings["matching"]["n_best"]
        self.distances = [NO_DISTANCE]

    def fit(self, fold: Fold) -> "RandomChoice":
        """Itself, with the images to choose from."""
        self.fold = fold
        return self

    def estimate(self, query: Query) -> Iterator[Estimate]:
        """Images that the observation's labels draw."""
        n_images = self.fold.rows.size
        for labels in query.labels:
            rng = labelled_rng(self.seed, self.name, *labels)
            chosen = rng.choice(n_images, min(self.n_best, n_images), replace=False)
            yield Estimate([self.fold.sample.of(chosen)])
