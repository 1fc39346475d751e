"""What one panel of the estimate shows of a parameter: samples, bins, and the zeros that stand apart from them."""

from dataclasses import dataclass

import numpy as np

from simanalogues.parameters.registry import parameter_called
from simanalogues.tables.groups import Group
from simanalogues.tables.matchings import Sample, is_selected, n_unknown, sample_of

N_BINS = 16


@dataclass(frozen=True)
class Panel:
    """What one panel shows: the selections of the networks, the catalogue, the bound, and the bins, shape (n + 1,).

    apart
        Whether a value of 0 says that there is no disk, and has a bar of its own.
    unknown
        How many selected images have no value.
    positions
        Places of the networks in the list of colours.
    """

    selections: list[Sample]
    catalogue: Sample
    lower: float
    edges: np.ndarray
    apart: bool
    unknown: int
    positions: list[int]

    @property
    def width(self) -> float:
        """Width of a bin."""
        return float(self.edges[1] - self.edges[0])

    def place(self, values: np.ndarray) -> np.ndarray:
        """Where values stand on the axis: 0 left of the first bin where it has a bar of its own."""
        return np.where((np.asarray(values) == 0) & self.apart, self.edges[0] - 2.5 * self.width, values)

    def smooth(self, sample: Sample) -> Sample:
        """What the bins and the density are of: all of a sample, or what is not 0."""
        kept = sample.values != 0 if self.apart else np.ones(sample.values.size, dtype=bool)
        return Sample(sample.values[kept], sample.weights[kept], sample.outputs[kept])

    def share_apart(self, sample: Sample, total: float) -> float:
        """Weight of the zeros that stand apart over a total."""
        return float(sample.weights[sample.values == 0].sum() / total) if self.apart else 0.0


def panel_of(group: Group, distance: str, parameter: str, lower: float) -> Panel:
    """Samples of a parameter, and bins that span the catalogue from no lower than the bound."""
    tables = group.tables
    catalogue = sample_of(tables[0], parameter)
    chosen = [is_selected(table, distance) for table in tables]
    selections = [sample_of(table, parameter, rows) for table, rows in zip(tables, chosen, strict=True)]
    unknown = sum(n_unknown(table, parameter, rows) for table, rows in zip(tables, chosen, strict=True))
    apart = parameter_called(parameter).zero_is_none and bool((catalogue.values == 0).any())
    values = catalogue.values[catalogue.values != 0] if apart else catalogue.values
    edges = bins_of(values, lower, from_bound=apart)
    return Panel(selections, catalogue, lower, edges, apart, unknown, group.positions)


def bins_of(values: np.ndarray, lower: float, *, from_bound: bool) -> np.ndarray:
    """Edges about all values, or from the bound on; of one unit where there is no value."""
    if values.size == 0:
        return np.linspace(0, 1, N_BINS + 1) + max(lower, 0.0)
    first, last = values.min(), values.max()
    margin = 0.05 * (last - first) or 0.05 * abs(last) or 1.0
    return np.linspace(lower if from_bound else max(lower, first - margin), last + margin, N_BINS + 1)
