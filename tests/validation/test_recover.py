"""A planted catalogue, whose features are the parameters and noise, is recovered as far as they tell and no further."""

import numpy as np
import pytest
from catalogue_files import write_observation
from recovery_files import MATCHING, NAMES, PARAMETERS, SETTINGS, TARGET, planted, write_pseudo

from simanalogues.errors import CatalogueEmpty
from simanalogues.matching.match import match
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.recovery import RECOVERY
from simanalogues.scoring.weights import SCHEMES
from simanalogues.validation.recover import recover


def recovered(folder, inputs, name="recovery.nc", **settings):
    destination = folder / name
    settings = SETTINGS | settings
    recover(inputs, names=NAMES, target=TARGET, settings=settings, destinations={settings["without"]: destination})
    return read_dataset(destination, RECOVERY)


def with_matching(**changes):
    return {"matching": MATCHING | changes}


def skill(recovery):
    return (1 - recovery["crps"].sum("pseudo") / recovery["prior_crps"].sum("pseudo")).values


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def recovery(catalogue, tmp_path_factory):
    return recovered(tmp_path_factory.mktemp("recovery"), catalogue.inputs)


@pytest.mark.slow
def test_the_truth_is_that_of_the_output_and_its_labels_are_kept(recovery, catalogue):
    expected = np.concatenate([catalogue.truths[name] for name in "ABCD"])
    np.testing.assert_allclose(recovery["truth"], expected, rtol=1e-12)
    assert recovery["simulation"].values.tolist() == [name for name in "ABCD" for _ in catalogue.outputs]
    np.testing.assert_array_equal(recovery["output"], catalogue.outputs * 4)
    assert recovery["parameter_units"].values.tolist() == ["Msun", "kyr"]
    assert (recovery["n_images"] == 3 * 60 * 4).all()


@pytest.mark.parametrize(("lowest", "highest"), [(0.25, 0.75), (0.16, 0.84), (0.05, 0.95)])
def test_intervals_hold_as_many_truths_as_they_say(recovery, lowest, highest):
    quantile = recovery["quantile"].assign_coords(level=recovery["level"])
    inside = (quantile.sel(level=lowest) <= recovery["truth"]) & (recovery["truth"] <= quantile.sel(level=highest))
    expected = highest - lowest
    error = np.sqrt(expected * (1 - expected) / recovery.sizes["pseudo"])
    np.testing.assert_allclose(inside.mean("pseudo"), expected, atol=2.5 * error)


def test_what_the_features_tell_is_found_by_the_distances_and_the_ranks(recovery):
    # Uniform in 0 to 1 with noise of 0.25: the mean CRPS of the exact posterior is 0.62 of the prior's.
    np.testing.assert_allclose(skill(recovery), 0.38, atol=0.08)
    assert (recovery["closest_rank"].median("pseudo") < 0.35).all()
    assert (recovery["n_selected"] == 40).all() and (recovery["fell_back"] == 1).all()


@pytest.mark.slow
def test_features_that_tell_nothing_have_no_skill(tmp_path):
    shuffled = recovered(tmp_path, planted(tmp_path, shuffled=True).inputs)
    # A sample of 40 has a CRPS that is 1/40 larger than that of what it is drawn from.
    np.testing.assert_allclose(skill(shuffled), -1 / 40, atol=0.04)
    np.testing.assert_allclose(shuffled["closest_rank"].mean("pseudo"), 0.5, atol=0.06)


@pytest.mark.slow
def test_views_of_its_own_output_would_give_it_away_and_the_folds_leave_them_out(tmp_path):
    # Features show which output it is, and nothing of its parameters.
    revealing = planted(tmp_path, per_output=100.0, noise=0.01)
    n_best = with_matching(n_best=4)
    honest = recovered(tmp_path, revealing.inputs, **n_best)
    assert (skill(honest) < 0.1).all()
    leaking = recovered(tmp_path, revealing.inputs, without="time", window_kyr=-1.0, **n_best)
    assert (skill(leaking) > 0.95).all()
    window = recovered(tmp_path, revealing.inputs, without="time", window_kyr=0.0, **n_best)
    assert (skill(window) < 0.1).all()


def test_the_prior_is_that_of_the_fold(recovery, catalogue):
    others = np.sort(np.repeat(np.concatenate([catalogue.truths[name] for name in "BCD"]), 4, axis=0), axis=0)
    np.testing.assert_allclose(recovery["prior_median"][0], np.median(others, axis=0), rtol=1e-12)
    first = recovery["truth"].values[0]
    by_hand = np.abs(others - first).mean(axis=0) - np.abs(others[:, None] - others).mean(axis=(0, 1)) / 2
    np.testing.assert_allclose(recovery["prior_crps"][0], by_hand, rtol=1e-9)
    outside = (first < others.min(axis=0)) | (first > others.max(axis=0))
    np.testing.assert_array_equal(recovery["outside"][0], outside)


def test_the_nearest_images_are_those_of_the_fold(recovery, catalogue):
    others = np.concatenate([catalogue.features[name] for name in "BCD"]).astype("f4")
    distances = np.linalg.norm(others - catalogue.features["A"][0].astype("f4"), axis=1)
    np.testing.assert_allclose(recovery["nearest_distance"][0, 0], np.sort(distances)[:10].mean(), rtol=1e-5)


def test_views_that_are_there_twice_change_nothing(tmp_path):
    once = planted(tmp_path, simulations="AB", n_outputs=12)
    settings = with_matching(n_best=8, weights="equal", cut_sigma=1.0)
    single = recovered(tmp_path, once.inputs, **settings)
    doubled = once.inputs | {"embeddings": [], "system_views": once.inputs["system_views"]}
    for path in once.inputs["embeddings"]:
        dataset = read_dataset(path, EMBEDDING)
        twice = dataset.isel(image=np.repeat(np.arange(dataset.sizes["image"]), 2)).drop_encoding()
        write_dataset(twice, EMBEDDING, path.replace(".nc", "_twice.nc"))
        doubled["embeddings"].append(path.replace(".nc", "_twice.nc"))
    double = recovered(tmp_path, doubled, "twice.nc", **settings)
    for name in ("median", "quantile", "pit", "crps", "prior_crps", "prior_median"):
        np.testing.assert_allclose(double[name], single[name], rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.slow
def test_other_weights_give_what_a_run_with_them_would(tmp_path):
    few = planted(tmp_path, simulations="ABC", n_outputs=10)
    first = read_dataset(few.inputs["embeddings"][0], EMBEDDING)
    # Of one simulation only the early outputs: alike by simulation, by time and by image are three things.
    write_dataset(first.isel(image=slice(12)).drop_encoding(), EMBEDDING, tmp_path / "early.nc")
    inputs = few.inputs | {"embeddings": [str(tmp_path / "early.nc"), *few.inputs["embeddings"][1:]]}
    found = {
        scheme: recovered(tmp_path, inputs, f"{scheme}.nc", **with_matching(weights=scheme, n_best=12))
        for scheme in SCHEMES
    }
    of_b = found["equal"]["simulation"] == "B"
    assert not np.allclose(found["equal"]["prior_crps"][of_b], found["time"]["prior_crps"][of_b])
    assert not np.allclose(found["none"]["crps"], found["time"]["crps"])
    for one in found.values():
        for scheme in SCHEMES:
            for name in ("crps", "prior_crps"):
                np.testing.assert_allclose(
                    one[f"{name}_by_weights"].sel(weights=scheme), found[scheme][name], rtol=1e-12
                )


def test_eq_12_is_made_anew_of_the_largest_distances_of_each_fold(tmp_path):
    small = planted(tmp_path, simulations="AB", n_outputs=6)
    recovery = recovered(tmp_path, small.inputs, **with_matching(distances=["cosine_euclidean"], n_best=3))
    other, query = small.features["B"].astype("f4").astype(float), small.features["A"][0].astype("f4").astype(float)
    euclidean = np.linalg.norm(other - query, axis=1)
    cosine = 1 - other @ query / np.linalg.norm(other, axis=1) / np.linalg.norm(query)
    combined = (euclidean / euclidean.max()) ** 2 + (cosine / cosine.max()) ** 2
    values = np.repeat(small.truths["B"], 4, axis=0)[np.argsort(combined)[:3]]
    np.testing.assert_allclose(recovery["median"][0, 0], np.median(values, axis=0), rtol=1e-12)
    np.testing.assert_allclose(recovery["nearest_distance"][0, 0], np.sort(combined)[:10].mean(), rtol=1e-3)


def test_one_simulation_leaves_nothing_to_be_matched_with_and_says_so(tmp_path, caplog):
    alone = planted(tmp_path, simulations="A", n_outputs=8)
    nothing = recovered(tmp_path, alone.inputs)
    assert nothing.attrs["n_without_images"] == 8 and np.isnan(nothing["crps"]).all()
    assert "8 of 8 pseudo-observations have no image to be matched with" in caplog.text
    window = recovered(tmp_path, alone.inputs, without="time")
    assert window["n_images"].values.tolist() == [16, 12, 8, 4, 4, 8, 12, 16]


def test_a_pseudo_observation_without_an_image_is_counted(tmp_path):
    alone = planted(tmp_path, simulations="A", n_outputs=8)
    recovery = recovered(tmp_path, alone.inputs, without="time", window_kyr=4.0)
    assert recovery["n_images"].values.tolist() == [12, 8, 4, 0, 0, 4, 8, 12]
    assert (recovery.attrs["n_without_images"], recovery.attrs["n_unscored"]) == (2, 4)
    assert np.isnan(recovery["crps"][3]).all() and np.isfinite(recovery["truth"][3]).all()


def test_a_pseudo_observation_without_features_has_no_cosine_distance(tmp_path):
    small = planted(tmp_path, simulations="AB", n_outputs=5)
    dark = {name: features.copy() for name, features in small.features.items()}
    dark["A"][0] = 0
    write_pseudo(tmp_path / "pseudo.nc", dark, small.digests, small.outputs, feature="pooled")
    recovery = recovered(tmp_path, small.inputs, **with_matching(distances=["cosine", "l1"], n_best=3))
    assert recovery["n_selected"][0].values.tolist() == [0, 3]
    assert np.isnan(recovery["crps"][0, 0]).all() and np.isfinite(recovery["crps"][0, 1]).all()
    assert recovery.attrs["n_unscored"] == 1


def test_priors_hold_for_images_and_pseudo_observations(tmp_path, catalogue):
    priors = {"mass_primary_msun": [0.3, 0.6]}
    recovery = recovered(tmp_path, catalogue.inputs, **with_matching(priors=priors, n_best=10))
    masses = {name: catalogue.truths[name][:, 0] for name in "ABCD"}
    inside = {name: int(((mass >= 0.3) & (mass <= 0.6)).sum()) for name, mass in masses.items()}
    assert recovery.sizes["pseudo"] == sum(inside.values())
    assert recovery.attrs["n_outside_priors"] == 240 - sum(inside.values())
    assert recovery["n_images"].values[0] == 4 * (sum(inside.values()) - inside["A"])
    within = recovery["quantile"].sel(parameter=PARAMETERS[0])
    assert within.min() >= 0.3 and within.max() <= 0.6


def test_priors_that_leave_no_pseudo_observation_are_an_error(tmp_path, catalogue):
    with pytest.raises(
        CatalogueEmpty, match="no pseudo-observation inside matching.priors: raise `validation.n_pseudo`"
    ):
        recovered(tmp_path, catalogue.inputs, **with_matching(priors={"mass_primary_msun": [2, None]}))


@pytest.mark.slow
def test_the_observation_brings_the_distance_to_its_nearest(tmp_path, catalogue):
    query = np.array([[5.5, 5.5], [5.5, 5.5]])
    inputs = catalogue.inputs | {"observation": write_observation(tmp_path / "o.nc", query, feature="pooled")}
    match(inputs, names=NAMES, target=TARGET, settings=MATCHING, destination=tmp_path / "m.nc")
    recovery = recovered(tmp_path, catalogue.inputs | {"matching": tmp_path / "m.nc"})
    everything = np.concatenate(list(catalogue.features.values()))
    expected = np.sort(np.abs(everything - query[0]).sum(axis=1))[:10].mean()
    nearest = recovery["observation_nearest"].sel(distance="l1")
    np.testing.assert_allclose(nearest, np.full(recovery.sizes["pseudo"], expected), rtol=1e-5)
