"""How much time each output of a run stands for."""

import numpy as np


def time_span(time_kyr: np.ndarray) -> np.ndarray:
    """Time that each output stands for, of shape (n_outputs,): half the way to its neighbours; outputs ascending."""
    if time_kyr.size < 2:
        return np.ones(time_kyr.size)
    edges = np.concatenate([[time_kyr[0]], (time_kyr[1:] + time_kyr[:-1]) / 2, [time_kyr[-1]]])
    span = np.diff(edges)
    # The first and the last output stand for as much time outside as inside the run.
    span[[0, -1]] *= 2
    return span
