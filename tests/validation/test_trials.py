import numpy as np
import pytest
from catalogue_files import write_embedding, write_observation
from recovery_files import MATCHING, NAMES, POOLED, SETTINGS, TARGET, planted, write_pseudo

from simanalogues.distances.kernels import distances_to
from simanalogues.distances.registry import OF_FEATURES
from simanalogues.errors import CatalogueEmpty, ConfigError, EmbeddingMismatch
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.recovery import RECOVERY
from simanalogues.validation.recover import recover

OBSERVED = np.array([[5.5, 5.5], [0.0, 0.0]])


def recovered(inputs, destination, **settings):
    settings = SETTINGS | settings
    recover(inputs, names=NAMES, target=TARGET, settings=settings, destinations={settings["without"]: destination})
    return read_dataset(destination, RECOVERY)


def embedded_without(folder, catalogue, name, sign=1.0, **attrs):
    """Features by a head that has not seen a simulation: of the others, and of its own pseudo-observations."""
    attrs = {**POOLED, "head": f"without-{name}", "head_digest": f"digest-{name}"} | attrs
    paths = []
    for other in catalogue.features:
        if other != name:
            features, digests = sign * catalogue.features[other], catalogue.digests[other]
            path = folder / f"{other}-{name}.nc"
            paths.append(write_embedding(path, other, catalogue.outputs, features, digests, **attrs))
    own = {name: sign * catalogue.features[name]}
    pseudo = write_pseudo(folder / f"{name}-pseudo.nc", own, catalogue.digests, catalogue.outputs, **attrs)
    observed = write_observation(folder / f"{name}-o.nc", sign * OBSERVED, **attrs)
    return {"embeddings": paths, "pseudo": pseudo, "observation": observed}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return planted(tmp_path_factory.mktemp("planted"), simulations="ABC", n_outputs=8)


def trained(catalogue, folds):
    return {name: catalogue.inputs[name] for name in ("catalogue", "system_views")} | {"folds": folds}


@pytest.mark.slow
def test_a_trained_network_is_judged_by_a_head_for_each_simulation(catalogue, tmp_path):
    folds = {
        name: embedded_without(tmp_path, catalogue, name, sign) for name, sign in zip("ABC", (1, -1, 2), strict=True)
    }
    judged = recovered(trained(catalogue, folds), tmp_path / "t.nc")
    plain = recovered(catalogue.inputs, tmp_path / "p.nc")
    # Mirrored or doubled features rank images alike.
    np.testing.assert_array_equal(judged["crps"], plain["crps"])
    np.testing.assert_array_equal(judged["simulation"], plain["simulation"])
    # The observation is as far from the other simulations as the head of each says.
    for name, sign in zip("ABC", (1, -1, 2), strict=True):
        others = np.concatenate([catalogue.features[other] for other in "ABC" if other != name])
        expected = abs(sign) * np.sort(np.abs(others - OBSERVED[0]).sum(axis=1))[:10].mean()
        own = judged["observation_nearest"].sel(distance="l1")[judged["simulation"].values == name]
        np.testing.assert_allclose(own, expected, rtol=1e-5)
    assert '"without-B": "digest-B"' in judged.attrs["heads"]
    assert "head" not in judged.attrs


def test_an_observation_by_another_head_is_refused(catalogue, tmp_path):
    folds = {name: embedded_without(tmp_path, catalogue, name) for name in "AB"}
    folds["A"]["observation"] = folds["B"]["observation"]
    with pytest.raises(EmbeddingMismatch, match="without-"):
        recovered(trained(catalogue, folds), tmp_path / "t.nc")


@pytest.mark.parametrize(
    ("attrs", "message"),
    [
        ({"head": "without-A"}, "head 'without-A' and of pseudo-observations of B: expected the head 'without-B'"),
        ({"head": "azimuth"}, "head 'azimuth'.*expected the head 'without-B'"),
        ({"head_digest": "digest-A"}, "the heads without A, B have the digests .*a head of its own"),
    ],
)
def test_a_head_that_is_not_that_of_the_fold_is_refused(catalogue, tmp_path, attrs, message):
    folds = {"A": embedded_without(tmp_path, catalogue, "A"), "B": embedded_without(tmp_path, catalogue, "B", **attrs)}
    with pytest.raises(EmbeddingMismatch, match=message):
        recovered(trained(catalogue, folds), tmp_path / "t.nc")


def test_images_of_the_left_out_simulation_are_refused(catalogue, tmp_path):
    fold = embedded_without(tmp_path, catalogue, "A")
    attrs = {**POOLED, "head": "without-A", "head_digest": "digest-A"}
    own = write_embedding(
        tmp_path / "own.nc", "A", catalogue.outputs, catalogue.features["A"], catalogue.digests["A"], **attrs
    )
    fold["embeddings"].append(own)
    with pytest.raises(EmbeddingMismatch, match="holds images of 'A', which the head 'without-A' is tested on"):
        recovered(trained(catalogue, {"A": fold}), tmp_path / "t.nc")


def test_a_trained_network_is_not_tested_within_a_simulation(catalogue, tmp_path):
    folds = {"A": embedded_without(tmp_path, catalogue, "A")}
    with pytest.raises(ConfigError, match="cannot be tested `without: time`"):
        recovered(trained(catalogue, folds), tmp_path / "t.nc", without="time")


def test_another_origin_or_no_pseudo_observation_at_all_is_refused(catalogue, tmp_path):
    other = write_embedding(tmp_path / "other.nc", "A", [1], np.ones((4, 2)), catalogue.digests["A"][:1], noise="none")
    with pytest.raises(EmbeddingMismatch, match="other.nc was embedded with feature = grid, the pseudo-observations"):
        recovered(catalogue.inputs | {"embeddings": [other]}, tmp_path / "r.nc")
    none = write_pseudo(tmp_path / "none.nc", {"A": np.empty((0, 2))}, {"A": []}, [], **POOLED)
    with pytest.raises(CatalogueEmpty, match="there is no pseudo-observation inside matching.priors"):
        recovered(catalogue.inputs | {"pseudo": none}, tmp_path / "r.nc")


@pytest.mark.slow
def test_simulations_of_which_nothing_is_seen_are_left_out_and_without_other_images_there_is_no_score(
    tmp_path, catalogue
):
    folds = {name: embedded_without(tmp_path, catalogue, name) for name in "AB"}
    attrs = {**POOLED, "head": "without-B", "head_digest": "digest-B"}
    none = {"B": np.empty((0, 2))}
    folds["B"]["pseudo"] = write_pseudo(tmp_path / "none.nc", none, {"B": []}, [], **attrs)
    assert set(recovered(trained(catalogue, folds), tmp_path / "t.nc")["simulation"].values) == {"A"}
    attrs = {**POOLED, "head": "without-A", "head_digest": "digest-A"}
    empty = write_embedding(tmp_path / "empty.nc", "B", [], np.empty((0, 2)), [], **attrs)
    recovery = recovered(trained(catalogue, {"A": folds["A"] | {"embeddings": empty}}), tmp_path / "t.nc")
    assert recovery.attrs["n_without_images"] == 8 and np.isnan(recovery["crps"]).all()


def with_stored_distances(catalogue, folder, n_pseudo=None):
    """Files of `feature: full`: distances that were taken while full maps were in memory, here mirrored features."""
    queries = read_dataset(catalogue.inputs["pseudo"], EMBEDDING_PSEUDO)["features"].values[:n_pseudo]
    paths = []
    for path in catalogue.inputs["embeddings"]:
        dataset = read_dataset(path, EMBEDDING)
        full = 2 * dataset["features"].values
        distances = np.stack([distances_to(2 * query, full) for query in queries], axis=1)
        dataset["pseudo_distance"] = (("image", "pseudo", "distance"), distances.astype(np.float32))
        dataset = dataset.assign_coords(distance=list(OF_FEATURES)).drop_encoding()
        paths.append(str(folder / path.rpartition("/")[2]))
        write_dataset(dataset, EMBEDDING, paths[-1])
    return catalogue.inputs | {"embeddings": paths}


@pytest.mark.slow
def test_distances_that_were_taken_of_full_maps_are_used(catalogue, tmp_path):
    settings = {"matching": MATCHING | {"distances": ["l1"], "n_best": 5}}
    stored = recovered(with_stored_distances(catalogue, tmp_path), tmp_path / "s.nc", **settings)
    plain = recovered(catalogue.inputs, tmp_path / "p.nc", **settings)
    np.testing.assert_array_equal(stored["crps"], plain["crps"])
    np.testing.assert_allclose(stored["nearest_distance"], 2 * plain["nearest_distance"], rtol=1e-6)


def test_distances_to_other_pseudo_observations_are_refused(catalogue, tmp_path):
    inputs = with_stored_distances(catalogue, tmp_path, n_pseudo=7)
    with pytest.raises(EmbeddingMismatch, match="has distances to 7 pseudo-observations, there are 24"):
        recovered(inputs, tmp_path / "s.nc")
