import numpy as np
import pandas as pd
import pytest

from simanalogues.errors import MetadataUnusable, TrainingImpossible
from simanalogues.training.metadata import metadata_of, unlikeness
from simanalogues.training.triplets import draw_triplets, score_of

# Masses and disk sizes of four systems.
SYSTEMS = np.array([[1.0, 0.0], [3.0, 0.0], [1.0, 50.0], [0.5, 100.0]])


def test_unlikeness_is_that_of_equation_6():
    # |1 - 3| / 4 + 0/0; |1 - 1| / 2 + 50/50; |1 - 0.5| / 1.5 + 100/100.
    np.testing.assert_allclose(unlikeness(SYSTEMS[0], SYSTEMS[1:]), [0.5, 1.0, 1 / 3 + 1], rtol=1e-15)


def test_two_systems_without_a_disk_are_alike():
    assert unlikeness(np.zeros(3), np.zeros(3)) == 0


def test_unlikeness_does_not_depend_on_the_order_or_on_units():
    first, second = np.random.default_rng(1).random((2, 7))
    assert unlikeness(first, second) == unlikeness(second, first)
    np.testing.assert_allclose(unlikeness(5 * first, 5 * second), unlikeness(first, second), rtol=1e-14)


def test_the_score_is_that_of_equation_7():
    triplets = np.array([[0, 1, 2], [0, 2, 1], [2, 0, 3]])
    # The last: 0 + 1 - (1/3 + 1/3).
    np.testing.assert_allclose(score_of(SYSTEMS, triplets), [-0.5, 0.5, 1 / 3], rtol=1e-15)


def test_the_positive_is_the_image_of_the_more_like_system():
    triplets = draw_triplets(SYSTEMS, np.arange(4), 500, np.random.default_rng(2))
    near, far = (unlikeness(SYSTEMS[triplets[:, 0]], SYSTEMS[triplets[:, place]]) for place in (1, 2))
    assert (near < far).all()


def test_as_printed_the_positive_is_the_image_of_the_less_like_system():
    triplets = draw_triplets(SYSTEMS, np.arange(4), 500, np.random.default_rng(2), as_printed=True)
    near, far = (unlikeness(SYSTEMS[triplets[:, 0]], SYSTEMS[triplets[:, place]]) for place in (1, 2))
    assert (near > far).all()


def test_the_three_images_are_distinct_and_come_from_the_given_rows_all_alike():
    metadata = np.random.default_rng(3).random((50, 3))
    rows = np.arange(10, 30)
    triplets = draw_triplets(metadata, rows, 20_000, np.random.default_rng(4))
    assert set(triplets.ravel()) == set(rows)
    assert (np.sort(triplets, axis=1)[:, :-1] != np.sort(triplets, axis=1)[:, 1:]).all()
    anchors = np.bincount(triplets[:, 0], minlength=30)[10:]
    np.testing.assert_allclose(anchors, 1000, atol=5 * np.sqrt(1000))


def test_triplets_of_equal_score_are_drawn_again():
    # Two views of each system: a triplet with both of one system as second and third has a score of 0.
    metadata = np.repeat(SYSTEMS, 2, axis=0)
    triplets = draw_triplets(metadata, np.arange(8), 2000, np.random.default_rng(5))
    assert (score_of(metadata, triplets) < 0).all()


def test_systems_that_are_all_alike_give_no_triplet():
    with pytest.raises(TrainingImpossible, match="of 5 images hardly any three can be told apart"):
        draw_triplets(np.ones((5, 2)), np.arange(5), 10, np.random.default_rng(6))


def test_the_same_seed_gives_the_same_triplets():
    first, second = (draw_triplets(SYSTEMS, np.arange(4), 100, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


IMAGES = pd.DataFrame({"mass": [1.0, 2.0, 3.0], "disk": [0.0, 0.0, 0.0], "gas": [1.0, np.nan, 2.0], "a": [5, -1.0, 2]})


def settings(*names, unusable="refuse"):
    return {"metadata": list(names), "unusable_metadata": unusable}


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("mass", "disk"), "disk is 0 for all images. Take other metadata, .* `unusable_metadata: leave_out`"),
        (("mass", "gas"), "gas is not known of 1 of 3 images"),
        (("mass", "a"), "a is negative for 1 of 3 images .down to -1., but Eq. 6 takes positive numbers"),
    ],
)
def test_metadata_that_tell_nothing_are_named_and_refused(names, says):
    with pytest.raises(MetadataUnusable, match=says):
        metadata_of(IMAGES, settings(*names))


def test_metadata_that_tell_nothing_are_left_out_where_the_config_says_so():
    metadata = metadata_of(IMAGES, settings("disk", "mass", "gas", unusable="leave_out"))
    assert metadata.names == ("mass",)
    np.testing.assert_array_equal(metadata.values[:, 0], IMAGES["mass"])
    assert set(metadata.left_out) == {"disk", "gas"}


def test_something_must_be_left():
    with pytest.raises(MetadataUnusable, match="disk is 0 for all images"):
        metadata_of(IMAGES, settings("disk", unusable="leave_out"))
