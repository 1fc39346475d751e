import numpy as np
import pandas as pd
import pytest

from simanalogues.errors import TrainingImpossible
from simanalogues.training.split import block_of, split_of

TIME = {"fraction": 0.2, "simulation": None}


def outputs_of(labels, rows):
    return set(map(tuple, labels.iloc[rows][["simulation", "output"]].to_numpy()))


@pytest.mark.parametrize("head", ["azimuth", "without-A", "without-C"])
@pytest.mark.parametrize("validation", [TIME, {"fraction": 0.2, "simulation": "B"}])
def test_no_image_is_in_two_sets_and_no_validation_output_in_another(labels, head, validation):
    split = split_of(head, labels, 8, validation)
    rows = np.concatenate(list(split.sets().values()))
    assert np.unique(rows).size == rows.size == len(labels)
    held_out = outputs_of(labels, split.validation)
    assert held_out
    assert not held_out & (outputs_of(labels, split.train) | outputs_of(labels, split.test))


def test_by_azimuth_every_second_one_of_both_nappes_is_trained_on(labels):
    split = split_of("azimuth", labels, 8, TIME)
    assert set(labels["view"].to_numpy()[split.train]) == {0, 2, 4, 6, 8, 10, 12, 14}
    assert set(labels["view"].to_numpy()[split.test]) == {1, 3, 5, 7, 9, 11, 13, 15}
    assert outputs_of(labels, split.train) == outputs_of(labels, split.test)


def test_with_an_odd_number_of_azimuths_the_second_nappe_starts_anew(labels):
    few = labels[labels["view"] < 6]
    split = split_of("azimuth", few, 3, TIME)
    assert set(few["view"].to_numpy()[split.test]) == {1, 4}


def test_by_simulation_nothing_of_the_tested_one_is_trained_or_chosen_on(labels):
    split = split_of("without-A", labels, 8, TIME)
    simulations = labels["simulation"].to_numpy()
    assert set(simulations[split.test]) == {"A"}
    assert len(split.test) == 160
    assert "A" not in set(simulations[split.train]) | set(simulations[split.validation])
    assert set(labels["view"].to_numpy()[split.train]) == set(range(16))


def test_blocks_of_time_lie_in_the_middle_and_hold_two_outputs_at_least(labels):
    split = split_of("azimuth", labels, 8, TIME)
    # C has three outputs only: none is held out.
    assert outputs_of(labels, split.validation) == {("A", 5), ("A", 6), ("B", 3), ("B", 4)}
    assert split.validation_in_words == "outputs 5 to 6 of A, outputs 3 to 4 of B"
    np.testing.assert_array_equal(block_of(np.arange(0, 100, 2), 0.2), np.arange(40, 60, 2))


def test_a_simulation_may_be_the_validation_set_but_of_its_own_head(labels):
    named = {"fraction": 0.2, "simulation": "B"}
    assert {name for name, _ in outputs_of(labels, split_of("azimuth", labels, 8, named).validation)} == {"B"}
    of_its_own = split_of("without-B", labels, 8, named)
    assert outputs_of(labels, of_its_own.validation) == {("A", 5), ("A", 6)}


def test_without_validation_everything_is_trained_on_or_tested(labels):
    split = split_of("azimuth", labels, 8, {"fraction": 0, "simulation": None})
    assert split.validation.size == 0
    assert split.validation_in_words == ""
    assert split.train.size == split.test.size == len(labels) / 2


def test_fewer_than_three_outputs_to_train_on_are_refused(labels):
    few = labels[(labels["simulation"] == "A") & (labels["output"] <= 4)]
    with pytest.raises(
        TrainingImpossible, match="'azimuth' would be trained on 2 distinct outputs, expected at least 3"
    ):
        split_of("azimuth", few, 8, TIME)


def test_a_validation_set_that_cannot_be_is_named(labels):
    few = labels[labels["simulation"] == "C"]
    with pytest.raises(TrainingImpossible, match="no output for its validation set: a block of time takes"):
        split_of("azimuth", few, 8, TIME)


def test_views_of_one_azimuth_cannot_be_split(labels):
    one = pd.DataFrame(labels[labels["view"] == 0])
    with pytest.raises(TrainingImpossible, match="no output for its test set"):
        split_of("azimuth", one, 1, TIME)
