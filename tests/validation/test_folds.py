import numpy as np
import pandas as pd
import pytest

from simanalogues.errors import ConfigError
from simanalogues.validation.folds import folds_of

LABELS = ["simulation", "output", "view"]


def table(rows):
    """Rows (simulation, output, time_kyr), one view each."""
    index = pd.MultiIndex.from_tuples([(name, output, 0) for name, output, _ in rows], names=LABELS)
    return pd.DataFrame({"time_kyr": [time for *_, time in rows]}, index=index)


IMAGES = table([("A", 1, 0.0), ("A", 2, 2.0), ("A", 3, 5.0), ("B", 1, 0.0), ("B", 2, 2.5)])
PSEUDO = table([("B", 1, 0.0), ("A", 2, 2.0), ("A", 2, 2.0), ("A", 3, 5.0)])


def folds(**settings):
    return {fold.name: fold for fold in folds_of(IMAGES, PSEUDO, **settings)}


def test_without_simulation_the_whole_own_simulation_is_left_out():
    found = folds(without="simulation", window_kyr=3.0)
    assert found["A"].pseudo.tolist() == [1, 2, 3] and found["B"].pseudo.tolist() == [0]
    assert found["A"].images.tolist() == [False, False, False, True, True]
    assert found["B"].images.tolist() == [True, True, True, False, False]


def test_without_time_outputs_of_the_own_simulation_near_in_time_are_left_out():
    found = folds(without="time", window_kyr=3.0)
    assert {name: fold.pseudo.tolist() for name, fold in found.items()} == {"A/2": [1, 2], "A/3": [3], "B/1": [0]}
    assert found["A/2"].images.tolist() == [False, False, False, True, True]
    assert found["A/3"].images.tolist() == [True, False, False, True, True]
    assert found["B/1"].images.tolist() == [True, True, True, False, False]


def test_every_pseudo_observation_is_in_one_fold():
    for without in ("simulation", "time"):
        rows = np.concatenate([fold.pseudo for fold in folds(without=without, window_kyr=1.0).values()])
        assert sorted(rows.tolist()) == [0, 1, 2, 3]


def test_another_way_to_leave_out_is_refused():
    with pytest.raises(ConfigError, match="validation.without is 'view': expected 'simulation' or 'time'"):
        folds(without="view", window_kyr=1.0)
