"""Ridge regression of parameters on features, fold by fold, with the errors that it makes on what it has not seen.

Leaving images out takes no pass over the others: sums of products are made once per group of images, and what is left
out is taken off them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

# Penalties, in units of the number of images, on standardised features; the best in cross-validation is taken.
STRENGTHS = (0.1, 1.0, 10.0)


@dataclass(frozen=True)
class Sums:
    """Sums over n images of features x (n_features), parameters y (n_parameters) and their products, float64."""

    n: int
    x: np.ndarray
    y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray) -> "Sums":
        """Of images with features (n, n_features) and parameters (n, n_parameters)."""
        x, y = x.astype(float), y.astype(float)
        return cls(len(x), x.sum(axis=0), y.sum(axis=0), x.T @ x, x.T @ y)

    def plus(self, other: "Sums", sign: int = 1) -> "Sums":
        """Of both; with `sign` -1 of those that are not among the other's."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)
        return Sums(*(own + sign * others for own, others in pairs))


def fitted(sums: Sums, strengths: Sequence[float]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Slopes (n_features, n_parameters) and intercepts (n_parameters,) for each strength.

    The same as scikit-learn's `Ridge(alpha=strength * n)` on features that its `StandardScaler` has standardised.
    """
    mean, level = sums.x / sums.n, sums.y / sums.n
    covariance = sums.xx / sums.n - np.outer(mean, mean)
    variance = np.diag(covariance)
    # Rounding makes the variance of a constant feature a little more or less than 0.
    deviation = np.sqrt(np.where(variance > 1e-10 * (variance + mean**2), variance, 1.0))
    correlation = covariance / np.outer(deviation, deviation)
    ones = np.diag(correlation).copy()
    to_parameters = (sums.xy / sums.n - np.outer(mean, level)) / deviation[:, None]
    for strength in strengths:
        np.fill_diagonal(correlation, ones + strength)
        factor = cho_factor(correlation, check_finite=False)
        slope = cho_solve(factor, to_parameters, check_finite=False) / deviation[:, None]
        yield slope, level - mean @ slope


def predicted(x: np.ndarray, fit: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Parameters (n, n_parameters) of images with features (n, n_features)."""
    slope, intercept = fit
    return x @ slope.astype(np.float32) + intercept


class Regression:
    """Regressions on the images of any fold, without one pass over all of them for each.

    Parameters
    ----------
    features, values
        Shapes (n_images, n_features), float32, and (n_images, n_parameters) without NaN.
    rows
        Which images these are of the trial's, ascending, shape (n_images,).
    groups
        What cross-validation leaves out at once, shape (n_images,).
    """

    def __init__(self, features: np.ndarray, values: np.ndarray, rows: np.ndarray, groups: np.ndarray) -> None:
        self.features, self.values, self.rows, self.groups = features, values, rows, groups
        self.sums = {group: Sums.of(*self._of(np.flatnonzero(groups == group))) for group in np.unique(groups)}

    def samples(self, rows: np.ndarray, queries: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """Predictions and errors from a fold's images; None where these are of a single group.

        Parameters
        ----------
        rows
            Images of the fold, of the trial's.
        queries
            Features of pseudo-observations, shape (n_pseudo, n_features).

        Returns
        -------
        Predictions, shape (n_pseudo, n_parameters); truth less prediction of the fold's images by regressions on the
        other groups, shape (n, n_parameters); and the rows of these n, of the trial's.
        """
        kept = np.isin(self.rows, rows)
        remaining = {group: self._without(group, kept) for group in np.unique(self.groups[kept])}
        if len(remaining) < 2:
            return None
        whole = _total(remaining.values())
        members = [np.flatnonzero(kept & (self.groups == group)) for group in remaining]
        errors = np.concatenate(
            [self._errors(own, whole.plus(sums, -1)) for own, sums in zip(members, remaining.values(), strict=True)],
            axis=1,
        )
        best = np.argmin((errors**2).mean(axis=1), axis=0)
        columns = np.arange(best.size)
        predictions = np.stack([predicted(queries, fit) for fit in fitted(whole, STRENGTHS)])
        return predictions[best, :, columns].T, errors[best, :, columns].T, self.rows[np.concatenate(members)]

    def _of(self, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.features[own], self.values[own]

    def _without(self, group: object, kept: np.ndarray) -> Sums:
        removed = np.flatnonzero(~kept & (self.groups == group))
        return self.sums[group].plus(Sums.of(*self._of(removed)), -1) if removed.size else self.sums[group]

    def _errors(self, own: np.ndarray, others: Sums) -> np.ndarray:
        """Of a group's images by regressions on the others, shape (n_strengths, n, n_parameters)."""
        x, y = self._of(own)
        return np.stack([y - predicted(x, fit) for fit in fitted(others, STRENGTHS)])


def _total(parts: Sequence[Sums]) -> Sums:
    first, *others = parts
    for other in others:
        first = first.plus(other)
    return first
