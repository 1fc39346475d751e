import numpy as np
import pytest
from recovery_files import MATCHING, NAMES, PARAMETERS, SETTINGS, TARGET, planted
from scipy.spatial.distance import cdist
from sklearn.linear_model import Ridge as RidgeOfScikit
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from simanalogues.errors import EmbeddingMismatch
from simanalogues.schema.files import read_dataset
from simanalogues.schema.recovery import RECOVERY
from simanalogues.validation.baselines import recover_baselines
from simanalogues.validation.pooled import pooled_features
from simanalogues.validation.ridge import STRENGTHS, Ridge, Sums, fitted, predicted
from simanalogues.validation.trials import read_trials

METHODS = ("random", "ridge", "knn")


def baselines(folder, inputs, methods=METHODS, **settings):
    destinations = {method: folder / f"{method}.nc" for method in methods}
    settings = SETTINGS | settings
    files = {settings["without"]: destinations}
    recover_baselines(inputs, names=NAMES, target=TARGET, settings=settings, destinations=files)
    return {method: read_dataset(path, RECOVERY) for method, path in destinations.items()}


def skill(recovery):
    return (1 - recovery["crps"].sum("pseudo") / recovery["prior_crps"].sum("pseudo")).values


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return planted(tmp_path_factory.mktemp("planted"), simulations="ABC", n_outputs=40)


@pytest.fixture(scope="module")
def found(catalogue, tmp_path_factory):
    return baselines(tmp_path_factory.mktemp("baselines"), catalogue.inputs)


@pytest.mark.slow
def test_chance_has_no_skill_and_regressions_have_some(found):
    np.testing.assert_allclose(skill(found["random"]), -1 / 40, atol=0.05)
    assert (skill(found["ridge"]) > 0.25).all() and (skill(found["knn"]) > 0.15).all()
    assert {name: recovery.attrs["method"] for name, recovery in found.items()} == {name: name for name in METHODS}
    assert all(recovery["distance"].values.tolist() == ["none"] for recovery in found.values())
    numbers = {"random": 40, "ridge": 2 * 40 * 4, "knn": 10}
    assert {name: int(recovery["n_selected"][0, 0]) for name, recovery in found.items()} == numbers


def test_intervals_of_ridge_hold_as_many_truths_as_they_say(found):
    quantile = found["ridge"]["quantile"].assign_coords(level=found["ridge"]["level"])
    truth = found["ridge"]["truth"]
    inside = (quantile.sel(level=0.16) <= truth) & (truth <= quantile.sel(level=0.84))
    np.testing.assert_allclose(inside.mean("pseudo"), 0.68, atol=2.5 * np.sqrt(0.68 * 0.32 / truth.sizes["pseudo"]))


@pytest.mark.slow
def test_random_images_are_the_same_again_and_others_for_another_seed(found, catalogue, tmp_path):
    again = baselines(tmp_path, catalogue.inputs, ["random"])["random"]
    np.testing.assert_array_equal(again["median"], found["random"]["median"])
    other = baselines(tmp_path, catalogue.inputs, ["random"], seed=2)["random"]
    assert (other["median"] != found["random"]["median"]).any()


def test_the_nearest_neighbours_are_those_in_standardised_features(found, catalogue):
    others = np.concatenate([catalogue.features[name] for name in "BC"]).astype("f4")
    mean, deviation = others.mean(axis=0), others.std(axis=0)
    distances = cdist((catalogue.features["A"][:1] - mean) / deviation, (others - mean) / deviation)[0]
    values = np.repeat(np.concatenate([catalogue.truths[name] for name in "BC"]), 4, axis=0)
    expected = np.median(values[np.argsort(distances)[:10]], axis=0)
    np.testing.assert_allclose(found["knn"]["median"][0, 0], expected, rtol=1e-9)


def regression_data(seed=2):
    rng = np.random.default_rng(seed)
    x = (3 + rng.standard_normal((200, 6)) * [1, 2, 5, 0.1, 1, 0]).astype(np.float32)
    y = x[:, :2] @ np.array([[1.0, 0.5], [0.2, -1.0]]) + 0.3 * rng.standard_normal((200, 2))
    return x, y


@pytest.mark.parametrize("place", range(len(STRENGTHS)))
def test_a_fit_is_that_of_scikit_learn(place):
    x, y = regression_data()
    slope, intercept = list(fitted(Sums.of(x, y), STRENGTHS))[place]
    reference = make_pipeline(StandardScaler(), RidgeOfScikit(alpha=STRENGTHS[place] * len(x))).fit(x.astype(float), y)
    np.testing.assert_allclose(predicted(x, (slope, intercept)), reference.predict(x.astype(float)), rtol=2e-5)


def test_what_a_fold_leaves_out_leaves_no_trace_in_predictions_and_errors():
    x, y = regression_data()
    groups = np.repeat(["A", "B", "C", "D"], 50)
    rows = np.flatnonzero((groups != "A") & (np.arange(200) % 7 != 0))
    spoilt = y.copy()
    spoilt[np.setdiff1d(np.arange(200), rows)] += 1e3
    predictions, errors, where = Ridge(x, spoilt, np.arange(200), groups).samples(rows, x[:5])
    np.testing.assert_array_equal(where, rows)
    pipelines = [make_pipeline(StandardScaler(), RidgeOfScikit(alpha=strength)) for strength in STRENGTHS]
    kept, others = x[rows].astype(float), y[rows]
    crossed = []
    for strength, pipeline in zip(STRENGTHS, pipelines, strict=True):
        parts = np.empty_like(others)
        for train, test in GroupKFold(3).split(kept, others, groups[rows]):
            pipeline.set_params(ridge__alpha=strength * len(train)).fit(kept[train], others[train])
            parts[test] = others[test] - pipeline.predict(kept[test])
        crossed.append(parts)
    best = np.argmin([(parts**2).mean(axis=0) for parts in crossed], axis=0)
    for column, place in enumerate(best):
        np.testing.assert_allclose(errors[:, column], crossed[place][:, column], rtol=1e-3, atol=1e-4)
        whole = pipelines[place].set_params(ridge__alpha=STRENGTHS[place] * len(rows)).fit(kept, others)
        np.testing.assert_allclose(predictions[:, column], whole.predict(x[:5])[:, column], rtol=1e-4)


@pytest.mark.slow
def test_a_fold_of_one_simulation_is_crossed_over_parts_of_its_time(tmp_path):
    two = planted(tmp_path, simulations="AB", n_outputs=30)
    assert (skill(baselines(tmp_path, two.inputs, ["ridge"])["ridge"]) > 0.15).all()
    window = baselines(tmp_path, two.inputs, ["ridge"], without="time")["ridge"]
    assert (window["n_selected"].values[3:-3, 0] < 2 * 30 * 4).all() and (skill(window) > 0.15).all()


@pytest.mark.slow
def test_a_parameter_that_is_known_of_some_images_is_regressed_on_these(tmp_path):
    some = planted(tmp_path, simulations="ABC", n_outputs=20)
    # `catalogue_files` knows no disk size of output 2, and of no secondary.
    matching = MATCHING | {
        "parameters": [*PARAMETERS, "disk_size_primary_au", "disk_size_secondary_au", "disk_mass_primary_msun"]
    }
    for recovery in baselines(tmp_path, some.inputs, matching=matching).values():
        assert np.isfinite(recovery["crps"].sel(parameter=PARAMETERS)).all()
        assert np.isfinite(recovery["crps"].sel(parameter="disk_size_primary_au")).mean() == 19 / 20
        assert np.isnan(recovery["median"].sel(parameter="disk_size_secondary_au")).all()
        # The same disk mass everywhere is found exactly.
        np.testing.assert_allclose(recovery["crps"].sel(parameter="disk_mass_primary_msun"), 0, atol=1e-9)


def test_features_of_a_grid_are_averaged_over_its_cells(tmp_path):
    grid = planted(tmp_path, simulations="AB", n_outputs=3, n_features=32, attrs={"feature": "grid"})
    images, pseudo = pooled_features(read_trials(grid.inputs, ["simulation"])[0])
    expected = np.concatenate(list(grid.features.values())).reshape(-1, 16, 2).mean(axis=1)
    np.testing.assert_allclose(images, expected, rtol=1e-6)
    np.testing.assert_allclose(pseudo[0], expected[0], rtol=1e-6)


def test_maps_themselves_are_averaged_to_fewer_pixels(tmp_path):
    attrs = {"feature": "grid", "weights_digest": "", "input_pixels_y": 64, "input_pixels_x": 96}
    pixels = planted(tmp_path, simulations="AB", n_outputs=3, n_features=64 * 96, attrs=attrs)
    images, _ = pooled_features(read_trials(pixels.inputs, ["simulation"])[0])
    maps = np.concatenate(list(pixels.features.values())).reshape(-1, 32, 2, 32, 3)
    np.testing.assert_allclose(images, maps.mean(axis=(2, 4)).reshape(-1, 1024), rtol=1e-5)


def test_too_many_features_are_refused(tmp_path):
    attrs = {"feature": "pooled", "weights_digest": ""}
    many = planted(tmp_path, simulations="AB", n_outputs=3, n_features=9000, attrs=attrs)
    with pytest.raises(EmbeddingMismatch, match="has 9000 features for an image, regressions take at most 8192"):
        baselines(tmp_path, many.inputs, ["ridge"])


def test_without_an_image_baselines_say_nothing(tmp_path):
    alone = planted(tmp_path, simulations="A", n_outputs=4)
    for recovery in baselines(tmp_path, alone.inputs).values():
        assert recovery.attrs["n_without_images"] == 4 and np.isnan(recovery["crps"]).all()
