import json
import zipfile

import keras
import numpy as np
import pytest
from catalogue_files import write_catalogue, write_embedding, write_observation
from scipy.stats import spearmanr

from simanalogues.errors import EmbeddingMismatch, InputMissing, MetadataUnusable, WeightsInvalid
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset
from simanalogues.training.head_file import read_head
from simanalogues.training.metadata import unlikeness


def accuracy(history, of="test"):
    return float(history["accuracy"].sel(set=of, epoch=history.attrs["kept_epoch"]))


def test_a_planted_problem_is_learnt_on_the_other_azimuths(planted):
    assert accuracy(planted.history) > 0.95
    assert accuracy(planted.history, "validation") > 0.95
    assert float(planted.history["accuracy"].sel(set="test", epoch=0)) < 0.9


@pytest.mark.slow
def test_it_is_learnt_on_a_simulation_that_was_never_seen(make_planted):
    history = make_planted().train(names={"head": "without-B"})
    assert accuracy(history) > 0.95
    assert history.attrs["test"] == "simulation B, of which no image was trained on"


@pytest.mark.slow
def test_shuffled_features_teach_nothing_on_a_simulation_that_was_never_seen(make_planted):
    history = make_planted(shuffled=True).train(names={"head": "without-B"})
    assert accuracy(history) == pytest.approx(0.5, abs=0.04)


@pytest.mark.slow
def test_as_printed_the_farther_image_is_learnt_to_be_near(make_planted):
    printed = make_planted(scale=0.02, noise=1e-3).train(as_printed=True)
    # Its own triplets have the farther image as positive: what is in order for it is out of order for us.
    assert float(printed["accuracy"].sel(set="test", epoch=0)) < 0.2
    assert accuracy(printed) > 0.3


@pytest.mark.slow
def test_a_resumed_training_equals_an_uninterrupted_one(planted, make_planted):
    problem = make_planted()
    problem.train(epochs=2)
    resumed = problem.train(epochs=4)
    assert resumed.equals(planted.history)
    for ours, theirs in zip(problem.weights(), planted.weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.slow
def test_a_training_of_other_settings_does_not_go_on_from_a_checkpoint(planted, make_planted, caplog):
    problem = make_planted()
    problem.train(epochs=2, learning_rate=1e-2)
    caplog.clear()
    history = problem.train(epochs=4)
    assert "goes on" not in caplog.text
    assert history.equals(planted.history)


@pytest.mark.slow
def test_a_damaged_checkpoint_is_told_and_passed_over(planted, make_planted, caplog):
    problem = make_planted()
    problem.train(epochs=1)
    checkpoint = problem.folder / "azimuth" / "checkpoint.npz"
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    assert problem.train(epochs=4).equals(planted.history)
    assert "cannot be read" in caplog.text


@pytest.mark.slow
def test_every_head_has_random_numbers_of_its_own_and_every_run_the_same(planted, make_planted):
    problem = make_planted()
    problem.train(name="other", names={"tracer": "CO"}, epochs=1)
    problem.train(name="again", epochs=4)
    np.testing.assert_array_equal(problem.weights("again")[0], planted.weights()[0])
    assert not np.array_equal(problem.weights("other")[0], planted.weights()[0])


def test_the_history_tells_what_was_measured_and_on_what(planted):
    history = planted.history
    assert history.sizes["epoch"] == 5
    assert np.isnan(history["minimised_loss"][0])
    assert (history["minimised_loss"][1:] > 0).all()
    # 60 outputs each: 12 in the middle of each simulation are held out.
    np.testing.assert_array_equal(history["n_outputs"], [192, 48, 192])
    np.testing.assert_array_equal(history["n_images"], [384, 192, 384])
    np.testing.assert_allclose(history["active"] + history["accuracy"], 1, atol=1e-12)
    assert json.loads(history.attrs["metadata"])[0] == "mass_primary_msun"
    assert "outputs 44 to 55 of A" in history.attrs["validation"]
    assert 0.5 < float(history["backbone_accuracy"].sel(set="test")) < 1


def test_the_best_epoch_is_that_of_the_validation_set(planted):
    scores = planted.history["accuracy"].sel(set="validation").values[1:]
    assert planted.history.attrs["kept_epoch"] == 1 + int(np.argmax(scores))


@pytest.mark.slow
def test_the_last_epoch_may_be_kept(make_planted):
    history = make_planted().train(keep="last", epochs=2, validation={"fraction": 0, "simulation": None})
    assert history.attrs["kept_epoch"] == 2
    assert np.isnan(history["accuracy"].sel(set="validation")).all()


def test_patience_ends_a_training_that_no_longer_gets_better(make_planted):
    history = make_planted(shuffled=True).train(
        names={"head": "without-B"}, epochs=30, patience=2, triplets_per_epoch=300
    )
    assert history.attrs["stopped_early"] == 1
    assert history.attrs["n_epochs"] == history["epoch"].values[-1] < 30
    scores = history["accuracy"].sel(set="validation").values
    assert scores[-2:].max() <= scores[1:-2].max()


def test_the_head_opens_in_keras_alone_with_its_config_inside(planted):
    path = planted.folder / "azimuth" / "head.keras"
    model = keras.saving.load_model(path)
    assert model.output_shape == (None, 16)
    about = json.loads(zipfile.ZipFile(path).read("simanalogues.json"))
    assert about["settings"]["learning_rate"] == 1e-3
    assert about["names"]["head"] == "azimuth"
    assert about["features"]["weights_digest"] == "abc"
    assert about["digest"] == planted.history.attrs["head_digest"]


def test_embeddings_are_the_heads_and_keep_the_labels(planted):
    written = planted.embed()
    model, about = read_head(planted.folder / "azimuth" / "head.keras")
    for source, path in zip(planted.inputs["embeddings"], written["embeddings"], strict=True):
        before, after = read_dataset(source, EMBEDDING), read_dataset(path, EMBEDDING)
        np.testing.assert_allclose(after["features"], model(before["features"].values), rtol=1e-5, atol=1e-5)
        for name in ("simulation", "output", "view", "record_digest"):
            np.testing.assert_array_equal(after[name], before[name])
        assert after.attrs["head_digest"] == about["digest"]
    observed = read_dataset(written["observation"], EMBEDDING_OBSERVATION)
    own = read_dataset(planted.observation, EMBEDDING_OBSERVATION)["features"].values
    np.testing.assert_allclose(observed["features"], model(own), rtol=1e-5, atol=1e-5)


def test_distances_in_the_embedding_follow_unlikeness_better_than_those_of_the_features(planted):
    catalogue = read_dataset(planted.inputs["catalogue"][0], CATALOGUE).sel(star="primary")
    metadata = np.column_stack([catalogue["mass_msun"], catalogue["luminosity_lsun"]])
    unlike = unlikeness(metadata[:, None], metadata).ravel()

    def agreement(path):
        features = read_dataset(path, EMBEDDING)["features"].values[1::4]
        return spearmanr(np.abs(features[:, None] - features).sum(axis=-1).ravel(), unlike).statistic

    after, before = agreement(planted.embed()["embeddings"][0]), agreement(planted.inputs["embeddings"][0])
    assert after > 0.985 > before


@pytest.mark.slow
def test_a_grid_is_trained_on_flattened_too(make_planted):
    problem = make_planted(cells=16)
    history = problem.train(pooling="flatten", epochs=2)
    assert accuracy(history) > 0.9
    after = read_dataset(problem.embed()["embeddings"][1], EMBEDDING)["features"].values
    before = read_dataset(problem.inputs["embeddings"][1], EMBEDDING)["features"].values
    model, _ = read_head(problem.folder / "azimuth" / "head.keras")
    assert model.input_shape == (None, 4, 4, 48)
    np.testing.assert_allclose(after, model(before.reshape(-1, 4, 4, 48)), rtol=1e-4, atol=1e-4)


def test_a_head_takes_no_features_of_another_preparation(planted, tmp_path):
    planted.embed()
    problem_observation = planted.observation
    planted.observation = write_observation(tmp_path / "o.nc", np.ones((2, 48)), feature="pooled", noise="none")
    try:
        with pytest.raises(
            EmbeddingMismatch, match=r"o.nc was embedded with noise = none, .* trained on with noise = match"
        ):
            planted.embed()
    finally:
        planted.observation = problem_observation


def test_features_and_metadata_of_different_runs_are_refused(make_planted):
    problem = make_planted()
    write_catalogue(problem.folder / "A_catalogue.nc", "A", np.arange(20, 80))
    with pytest.raises(EmbeddingMismatch, match="images and catalogue of 'A' are of different runs: output 20"):
        problem.train()


def test_an_image_that_the_catalogue_lacks_is_named(make_planted):
    problem = make_planted()
    write_embedding(problem.folder / "A.nc", "A", [99], np.ones((4, 48)), np.array(["0"]), 4, feature="pooled")
    with pytest.raises(InputMissing, match="catalogue of 'A' has no view 0 of output 99"):
        problem.train()


def test_metadata_that_are_not_known_stop_the_training_with_their_name(make_planted):
    with pytest.raises(MetadataUnusable, match="disk_size_primary_au is 1 for all images"):
        problem = make_planted()
        sizes = {"disk_size_au": np.ones((60, 2))}
        for simulation, path in zip("ABCD", problem.inputs["catalogue"], strict=True):
            read = read_dataset(path, CATALOGUE)
            kept = {name: read[name].values for name in ("mass_msun", "luminosity_lsun")}
            write_catalogue(path, simulation, np.arange(20, 80), **kept, **sizes)
        problem.train(metadata=["mass_primary_msun", "disk_size_primary_au"])


def test_a_damaged_head_is_named(planted, tmp_path):
    path = tmp_path / "head.keras"
    path.write_bytes((planted.folder / "azimuth" / "head.keras").read_bytes()[:2000])
    with pytest.raises(WeightsInvalid, match="head.keras is damaged or no trained head"):
        read_head(path)
    with pytest.raises(InputMissing, match="there is no head .*none.keras"):
        read_head(tmp_path / "none.keras")


def test_a_gpu_that_was_promised_and_is_missing_is_in_the_history(make_planted):
    history = make_planted().train(epochs=1, resources={"gpu": 1})
    assert history.attrs["gpu_missing"] == 1
