"""How much of two sets of best matches is of the same moments, against chance.

A match stands at a place: its time in kyr, moved by its simulation so that those of two simulations are never near.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

# Times that differ by the reach count as near, whatever is lost in digits.
ROUNDING = 1e-9
# Later than all matches.
END = 1e300


@dataclass(frozen=True)
class Outputs:
    """All usable outputs, simulation by simulation and ascending in time, arrays of shape (n_outputs,).

    first, length
        Position of the first output of the same simulation, and how many it has.
    """

    names: list[tuple[str, int]]
    place: np.ndarray
    first: np.ndarray
    length: np.ndarray


def outputs_of(tables: list[xr.Dataset], reach_kyr: float) -> tuple[Outputs, list[np.ndarray]]:
    """The outputs that matching tables have images of, and of each table the position of each image's output."""
    names = np.concatenate([table["simulation"].values.astype(str) for table in tables])
    times = np.concatenate([table["parameter_value"].sel(parameter="time_kyr").values for table in tables])
    numbers = np.concatenate([table["output"].values for table in tables])
    simulations, simulation = np.unique(names, return_inverse=True)
    places = times - times.min() + simulation * (np.ptp(times) + 2 * reach_kyr + 1.0)
    place, row, position = np.unique(places, return_index=True, return_inverse=True)
    _, first, inverse, length = np.unique(simulation[row], return_index=True, return_inverse=True, return_counts=True)
    outputs = Outputs([(str(names[i]), int(numbers[i])) for i in row], place, first[inverse], length[inverse])
    return outputs, np.split(position, np.cumsum([table.sizes["image"] for table in tables])[:-1])


def overlap(first: np.ndarray, second: np.ndarray, reach_kyr: float) -> np.ndarray:
    """The largest share of matches that can be paired one to one, each pair at most `reach_kyr` apart.

    Every match of a set counts 1 / size of its set, and may be split between partners. It is symmetric, 1 for the same
    sets, 0 for sets with nothing near each other; with a reach of 0 it is the sum of min(share, share) over moments.
    To pair the two earliest that are left, or to drop the earlier of them where they are too far apart, is optimal.

    Parameters
    ----------
    first, second
        Places, shapes (..., n_first) and (..., n_second), none of them empty.

    Returns
    -------
    Shape (...), in [0, 1].
    """
    n_first, n_second = first.shape[-1], second.shape[-1]
    draws = np.broadcast_shapes(first.shape[:-1], second.shape[:-1])
    ours, theirs = _queue(first, draws), _queue(second, draws)
    at, n_draws = np.arange(len(ours)), len(ours)
    i, j = np.zeros(n_draws, dtype=int), np.zeros(n_draws, dtype=int)
    # Whole numbers, so that nothing is left of a match but 0: a match of the first set counts n_second, and vice versa.
    left, other = np.full(n_draws, n_second), np.full(n_draws, n_first)
    paired = np.zeros(n_draws, dtype=int)
    for _ in range(n_first + n_second):
        a, b = ours[at, i], theirs[at, j]
        flow = np.where((np.abs(a - b) <= reach_kyr + ROUNDING) & (a < END), np.minimum(left, other), 0)
        paired, left, other = paired + flow, left - flow, other - flow
        done, gone = (left == 0) | ((flow == 0) & (a < b)), (other == 0) | ((flow == 0) & (b < a))
        i, j = i + done, j + gone
        left, other = np.where(done, n_second, left), np.where(gone, n_first, other)
    return (paired / (n_first * n_second)).reshape(draws)


def _queue(places: np.ndarray, draws: tuple[int, ...]) -> np.ndarray:
    """Sorted rows, with an end that is near nothing and later than everything; shape (n_draws, n + 1)."""
    rows = np.broadcast_to(places, (*draws, places.shape[-1])).reshape(-1, places.shape[-1])
    return np.pad(np.sort(rows, axis=-1), ((0, 0), (0, 1)), constant_values=END)


def shifted(outputs: Outputs, chosen: np.ndarray, n_draws: int, rng: np.random.Generator) -> np.ndarray:
    """Places of best matches that are moved along the outputs of their simulation, the last followed by the first.

    All matches of a simulation move by the same random number of outputs, so that their clustering and each
    simulation's share stay.

    Parameters
    ----------
    chosen
        Position of the output of each match, shape (n,).

    Returns
    -------
    Shape (n_draws, n).
    """
    first, length = outputs.first[chosen], outputs.length[chosen]
    starts, simulation = np.unique(first, return_inverse=True)
    shift = rng.integers(0, outputs.length[starts], size=(n_draws, starts.size))[:, simulation]
    return outputs.place[first + (chosen - first + shift) % length]


def drawn(places: np.ndarray, size: int, n_draws: int, rng: np.random.Generator) -> np.ndarray:
    """Places of so many different images, drawn from those of all images of the catalogue, shape (n_draws, size)."""
    rows = [rng.choice(places.size, size, replace=False, shuffle=False) for _ in range(n_draws)]
    return places[np.array(rows)]


def joint_shares(outputs: Outputs, first: np.ndarray, second: np.ndarray, reach_kyr: float) -> np.ndarray:
    """Of each output the lesser of the shares that two sets of best matches have within the reach of it.

    Parameters
    ----------
    first, second
        Position of the output of each match, shapes (n_first,) and (n_second,).

    Returns
    -------
    Shape (n_outputs,), in [0, 1]; 0 for outputs of no match.
    """
    shares = [
        (np.abs(outputs.place[:, None] - outputs.place[chosen]) <= reach_kyr + ROUNDING).mean(axis=1)
        for chosen in (first, second)
    ]
    held = np.isin(np.arange(outputs.place.size), np.concatenate([first, second]))
    return np.where(held, np.minimum(*shares), 0.0)
