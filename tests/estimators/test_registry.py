"""Every registered estimator answers for the observation and, the very same object, for pseudo-observations."""

import inspect
import subprocess
import sys

import numpy as np
import pytest
from catalogue_files import write_observation
from recovery_files import MATCHING, NAMES, POOLED, SETTINGS, TARGET, planted

from simanalogues.estimators.base import Estimate, Estimator, Fold, Query, only
from simanalogues.estimators.registry import BASELINES, BY_MATCHING, ESTIMATORS, RIVALS, Entry, needs_of
from simanalogues.matching.estimate import estimate_observation
from simanalogues.matching.match import match
from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING as MATCHING_KIND
from simanalogues.scoring.weighted import weighted_quantile
from simanalogues.validation.asked import asked_of
from simanalogues.validation.evaluate import evaluate
from simanalogues.validation.trials import read_trials

OBSERVED = np.array([[5.3, 5.7], [5.3, 5.7]])
PRIORS = {"mass_primary_msun": [0.1, None]}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return planted(tmp_path_factory.mktemp("planted"), simulations="ABC", n_outputs=16, noise=0.1)


@pytest.fixture(scope="module")
def inputs(catalogue, tmp_path_factory):
    observation = write_observation(tmp_path_factory.mktemp("observed") / "o.nc", OBSERVED, **POOLED)
    return catalogue.inputs | {"observation": observation}


def answered(estimator, inputs, settings=SETTINGS):
    return estimate_observation(estimator, inputs, names=NAMES, target=TARGET, settings=settings)


def made(name, **matching):
    return ESTIMATORS[name].load()(SETTINGS | {"matching": MATCHING | matching})


@pytest.mark.parametrize("name", ESTIMATORS)
def test_one_object_answers_for_the_observation_and_for_pseudo_observations(name, catalogue, inputs):
    estimator = made(name, n_best=12)
    fold, estimate = answered(estimator, inputs)
    assert len(estimate.samples) == len(estimator.distances)
    for sample in estimate.samples:
        assert sample.values.shape == (len(sample.weights), 2) and sample.weights.shape[1] == 1
        assert np.isfinite(sample.values).all() and len(sample.values)
        medians = [weighted_quantile(column, sample.weights[:, 0], np.array([0.5]))[0] for column in sample.values.T]
        # The observation shows 0.3 and 0.7, with noise; chance knows half.
        np.testing.assert_allclose(medians, [0.5, 0.5] if name == "random" else [0.3, 0.7], atol=0.25)
    [trial] = read_trials(inputs, ["simulation"])
    asked = asked_of(trial, needs_of([name]), NAMES)
    recovery = evaluate(asked, estimator, target=TARGET, settings=SETTINGS)
    assert recovery["distance"].values.tolist() == estimator.distances
    assert np.isfinite(recovery["crps"]).all() and recovery.sizes["pseudo"] == 3 * 16
    # And for the observation again, as if it had never been asked anything else.
    for again, sample in zip(answered(estimator, inputs)[1].samples, estimate.samples, strict=True):
        np.testing.assert_array_equal(again.values, sample.values)


@pytest.mark.parametrize("name", ["matching", "random", "knn"])
def test_rows_of_a_sample_say_which_images_it_is_of(name, inputs):
    settings = {"matching": MATCHING | {"priors": PRIORS}}
    fold, estimate = answered(made(name, priors=PRIORS, n_best=12), inputs, settings)
    for sample in estimate.samples:
        expected = fold.images.table.iloc[sample.rows][MATCHING["parameters"]]
        np.testing.assert_array_equal(sample.values, expected)
        assert (expected["mass_primary_msun"] >= 0.1).all()


def test_the_estimate_by_matching_is_what_match_writes(inputs, tmp_path):
    settings = MATCHING | {"priors": PRIORS, "cut_sigma": 1.2, "weights": "equal"}
    match(inputs, names=NAMES, target=TARGET, settings=settings, destination=tmp_path / "m.nc")
    written = read_dataset(tmp_path / "m.nc", MATCHING_KIND)
    _, estimate = answered(made(BY_MATCHING, **settings), inputs, {"matching": settings})
    for name, sample in zip(settings["distances"], estimate.samples, strict=True):
        selected = written["selected"].sel(distance=name).values == 1
        np.testing.assert_array_equal(sample.rows, np.flatnonzero(selected))
        np.testing.assert_array_equal(sample.weights[:, 0], written["weight"].values[selected])


def test_entries_are_named_as_their_classes_which_keep_to_the_protocol():
    for name, entry in ESTIMATORS.items():
        made_of = entry.load()
        assert made_of.name == name
        for method in ("fit", "estimate"):
            wanted, own = (inspect.signature(getattr(owner, method)) for owner in (Estimator, made_of))
            assert list(own.parameters) == list(wanted.parameters)
    assert set(ESTIMATORS) == {BY_MATCHING, *BASELINES} and RIVALS[1:] == BASELINES


class MiddleOfTheFold:
    """An estimator that says the mean of the images, to show what a new one takes."""

    name = "middle"

    def __init__(self, settings):
        self.distances = ["none"]

    def fit(self, fold: Fold):
        self.sample = fold.sample
        return self

    def estimate(self, query: Query):
        mean = self.sample._replace(
            values=self.sample.values.mean(axis=0, keepdims=True),
            weights=self.sample.weights.sum(axis=0, keepdims=True),
            rows=None,
        )
        for _ in query.labels:
            yield Estimate([mean])


def test_a_new_one_is_its_class_and_an_entry(inputs, monkeypatch):
    entry = Entry("middle", "the middle", lambda: MiddleOfTheFold, needs=(), is_shown=True)
    monkeypatch.setitem(ESTIMATORS, "middle", entry)
    estimator = made("middle")
    _, estimate = answered(estimator, inputs)
    assert estimate.samples[0].values.shape == (1, 2)
    [trial] = read_trials(inputs, ["simulation"])
    recovery = evaluate(asked_of(trial, needs_of(["middle"]), NAMES), estimator, target=TARGET, settings=SETTINGS)
    np.testing.assert_allclose(recovery["median"][:, 0], recovery["prior_median"], atol=0.15)


def test_a_query_holds_several_channels_of_which_a_simple_estimator_takes_one():
    distances = {"main/VGG16/a": np.arange(12.0).reshape(3, 2, 2), "main/VGG16/b": np.ones((3, 2, 2))}
    features = {channel: values[:, 0] for channel, values in distances.items()}
    query = Query([(0,), (1,), (2,)], distances, features).of(np.array([2, 0]))
    assert query.labels == [(2,), (0,)]
    np.testing.assert_array_equal(query.distances["main/VGG16/a"], [[[8, 9], [10, 11]], [[0, 1], [2, 3]]])
    np.testing.assert_array_equal(query.features["main/VGG16/a"], [[8, 9], [0, 1]])
    with pytest.raises(ValueError, match="too many values"):
        only(query.features)


def test_names_are_known_without_what_estimators_compute_with():
    asks = (
        "import sys; from simanalogues.estimators import registry; "
        "print([name for name in ('numpy', 'pandas', 'scipy', 'sklearn', 'numba') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", asks], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True)
    assert found.stdout.decode().strip() == "[]"
