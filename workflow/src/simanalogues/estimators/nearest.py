"""The nearest neighbours in standardised features."""

from collections.abc import Iterator, Mapping

from simanalogues.estimators.base import NO_DISTANCE, Estimate, Fold, Query, only

N_NEIGHBOURS = 10


class NearestNeighbours:
    """The 10 nearest images of the fold, Euclidean in features that are standardised over it."""

    name = "knn"

    def __init__(self, settings: Mapping) -> None:
        self.distances = [NO_DISTANCE]

    def fit(self, fold: Fold) -> "NearestNeighbours":
        """Itself, with the features of the fold's images."""
        from sklearn.neighbors import NearestNeighbors  # imported here: it takes seconds
        from sklearn.preprocessing import StandardScaler

        self.fold, self.scaler = fold, StandardScaler()
        scaled = self.scaler.fit_transform(only(fold.images.features)[fold.rows])
        self.search = NearestNeighbors(n_neighbors=min(N_NEIGHBOURS, len(scaled)), algorithm="brute").fit(scaled)
        return self

    def estimate(self, query: Query) -> Iterator[Estimate]:
        """The images that are nearest to each observation."""
        scaled = self.scaler.transform(only(query.features))
        for rows in self.search.kneighbors(scaled, return_distance=False):
            yield Estimate([self.fold.sample.of(rows)])
