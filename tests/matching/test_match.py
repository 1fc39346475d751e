import json

import numpy as np
import pandas as pd
import pytest
from catalogue_files import (
    N_VIEWS,
    catalogue_of,
    write_catalogue,
    write_embedding,
    write_observation,
    write_system_views,
)
from scipy.spatial.distance import cdist

from simanalogues.errors import CatalogueEmpty, ConfigError, EmbeddingMismatch, InputMissing
from simanalogues.matching.match import best_matches, match
from simanalogues.parameters.names import require_parameters
from simanalogues.parameters.records import record_digests
from simanalogues.parameters.registry import PARAMETERS
from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING

SETTINGS = {
    "distances": ["cosine", "euclidean", "braycurtis", "canberra", "l1"],
    "cut_sigma": 1.5,
    "n_best": 5,
    "weights": "equal",
    "as_printed": False,
    "parameters": ["mass_msun", "mass_primary_msun", "separation_au", "disk_size_primary_au"],
    "priors": {},
}
TARGET = {"primary": [10.0, 1 / 3600], "secondary": [10.0, 0.0], "distance_pc": 200.0, "separation_error_au": 5.0}
NAMES = {"target": "t", "tracer": "c", "network": "VGG16", "preparation": "main"}
N_FEATURES = 32


@pytest.fixture
def catalogue(tmp_path):
    rng = np.random.default_rng(1)
    features = {"A": rng.random((3 * N_VIEWS, N_FEATURES)), "B": rng.random((2 * N_VIEWS, N_FEATURES))}
    outputs = {"A": [1, 2, 3], "B": [7, 8]}
    embeddings = [write_embedding(tmp_path / f"{s}.nc", s, outputs[s], features[s]) for s in "AB"]
    systems = [write_catalogue(tmp_path / f"{s}_systems.nc", s, [*outputs[s], 20]) for s in "AB"]
    systems += [write_system_views(tmp_path / f"{s}_views.nc", s, [*outputs[s], 20]) for s in "AB"]
    query = rng.random((2, N_FEATURES))
    return embeddings, write_observation(tmp_path / "observation.nc", query), systems, features, query


def matched(catalogue, tmp_path, **changes):
    embeddings, observation, systems, _, _ = catalogue
    inputs = {"embeddings": embeddings, "observation": observation}
    inputs |= {"catalogue": systems[:2], "system_views": systems[2:]}
    match(inputs, names=NAMES, target=TARGET, settings=SETTINGS | changes, destination=tmp_path / "m.nc")
    return read_dataset(tmp_path / "m.nc", MATCHING)


def test_every_image_gets_its_distance_and_its_own_outputs_parameters(catalogue, tmp_path):
    result = matched(catalogue, tmp_path)
    everything = np.concatenate(list(catalogue[3].values())).astype(np.float32)
    expected = cdist(catalogue[4][:1].astype(np.float32), everything)[0]
    np.testing.assert_allclose(result["distance_value"].sel(distance="euclidean"), expected, rtol=1e-6)
    np.testing.assert_array_equal(result["output"], np.repeat([1, 2, 3, 7, 8], N_VIEWS))
    primary = result["parameter_value"].sel(parameter="mass_primary_msun")
    np.testing.assert_allclose(primary, np.repeat([1, 2, 3, 7, 8], N_VIEWS))
    np.testing.assert_allclose(result["parameter_value"].sel(parameter="mass_msun"), primary + 2)
    assert float(result["weight"].sum()) == pytest.approx(1)
    assert float(result["weight"][result["simulation"] == "A"].sum()) == pytest.approx(0.5)


def test_the_variants_of_the_observation_are_measured_from_it(catalogue, tmp_path):
    result = matched(catalogue, tmp_path)["variant_distance"].sel(distance="l1")
    query = catalogue[4].astype(np.float32)
    np.testing.assert_allclose(result, [0, np.abs(query[0] - query[1]).sum()], rtol=1e-6)


def test_as_printed_the_euclidean_distance_is_the_l1_distance(catalogue, tmp_path):
    values = matched(catalogue, tmp_path, as_printed=True)["distance_value"]
    np.testing.assert_array_equal(values.sel(distance="euclidean"), values.sel(distance="l1"))


def test_the_fallback_is_stated(catalogue, tmp_path):
    result = matched(catalogue, tmp_path, cut_sigma=50.0)
    assert result.attrs["fallback"].split(",") == SETTINGS["distances"]
    assert result["selected"].sum("image").values.tolist() == [5] * 5


def test_the_table_lists_the_best_of_every_distance_in_order(catalogue, tmp_path):
    matched(catalogue, tmp_path)
    best_matches(tmp_path / "m.nc", tmp_path / "best.csv")
    table = pd.read_csv(tmp_path / "best.csv")
    assert table.groupby("distance")["rank"].apply(list).tolist() == [[1, 2, 3, 4, 5]] * 5
    assert {"simulation", "output", "view", "mass_msun", "separation_au"} <= set(table.columns)


def test_a_catalogue_without_an_image_is_an_error(catalogue, tmp_path):
    empty = write_embedding(tmp_path / "empty.nc", "A", [], np.empty((0, N_FEATURES)))
    with pytest.raises(CatalogueEmpty, match="every output was skipped"):
        matched(([empty], *catalogue[1:]), tmp_path)


def test_another_networks_embedding_is_refused(catalogue, tmp_path):
    other = write_embedding(tmp_path / "other.nc", "A", [1], np.ones((4, N_FEATURES)), backbone="VGG19")
    with pytest.raises(EmbeddingMismatch, match="other.nc.*backbone = VGG19.*VGG16"):
        matched(([other], *catalogue[1:]), tmp_path)


def test_negative_features_are_counted_for_bray_curtis(catalogue, tmp_path):
    assert matched(catalogue, tmp_path).attrs["negative_features"] == 0
    negative = write_embedding(tmp_path / "negative.nc", "A", [1], -np.ones((4, N_FEATURES)))
    assert matched(([negative], *catalogue[1:]), tmp_path).attrs["negative_features"] == 1


def eq_12(cosine, euclidean, norms):
    return (cosine / norms[0]) ** 2 + (euclidean / norms[1]) ** 2


def test_eq_12_takes_its_maxima_over_the_usable_images_and_the_variants_share_them(catalogue, tmp_path):
    zero = np.zeros((N_VIEWS, N_FEATURES))
    embeddings = [*catalogue[0], write_embedding(tmp_path / "zero.nc", "B", [20], zero)]
    result = matched((embeddings, *catalogue[1:]), tmp_path, distances=["cosine_euclidean", "l1"])
    assert result.attrs["zero_vectors"] == N_VIEWS
    query = catalogue[4].astype(np.float32).astype(float)
    usable = np.concatenate(list(catalogue[3].values())).astype(np.float32).astype(float)
    cosine, euclidean = cdist(query[:1], usable, "cosine")[0], cdist(query[:1], usable)[0]
    # An image without features has no cosine distance, but a Euclidean one, which may be the largest.
    norms = cosine.max(), max(euclidean.max(), np.linalg.norm(query[0]))
    values = result["distance_value"].sel(distance="cosine_euclidean").values
    np.testing.assert_allclose(values[: len(usable)], eq_12(cosine, euclidean, norms), rtol=1e-5)
    assert np.isnan(values[len(usable) :]).all()
    rank = result["rank"].sel(distance="cosine_euclidean").values
    np.testing.assert_array_equal(rank[: len(usable)], eq_12(cosine, euclidean, norms).argsort().argsort() + 1)
    assert set(rank[len(usable) :]) == set(range(len(usable) + 1, len(usable) + N_VIEWS + 1))
    mirrored = eq_12(cdist(query[:1], query[1:], "cosine")[0], cdist(query[:1], query[1:])[0], norms)
    variants = result["variant_distance"].sel(distance="cosine_euclidean")
    np.testing.assert_allclose(variants, [0, mirrored.item()], rtol=1e-5, atol=1e-12)


def test_eq_12_as_printed_has_its_maxima_not_squared_and_the_printed_eq_2(catalogue, tmp_path):
    distances = ["cosine", "l1", "cosine_euclidean"]
    values = matched(catalogue, tmp_path, distances=distances, as_printed=True)["distance_value"]
    combined = sum(values.sel(distance=name) ** 2 / values.sel(distance=name).max() for name in ("cosine", "l1"))
    np.testing.assert_allclose(values.sel(distance="cosine_euclidean"), combined, rtol=1e-12)


CROP = {"crop_x_au": 0.0, "crop_y_au": 75.0, "crop_width_au": 400.0, "crop_rotation_deg": 10.0}
CROP |= {"threshold_jy_kms_per_beam": 0.1, "velocity_limit_kms": 2.5}


@pytest.mark.parametrize("name", CROP)
def test_images_that_were_cropped_in_another_way_are_refused(catalogue, tmp_path, name):
    features = np.ones((N_VIEWS, N_FEATURES))
    observation = write_observation(tmp_path / "CO.nc", catalogue[4], **CROP)
    alike = write_embedding(tmp_path / "alike.nc", "A", [1], features, **CROP)
    assert matched(([alike], observation, *catalogue[2:]), tmp_path).sizes["image"] == N_VIEWS
    other = write_embedding(tmp_path / "other.nc", "A", [1], features, **CROP | {name: 3.25})
    with pytest.raises(EmbeddingMismatch, match=f"other.nc was embedded with {name} = 3.25, .*{name} = {CROP[name]}"):
        matched(([alike, other], observation, *catalogue[2:]), tmp_path)
    with pytest.raises(EmbeddingMismatch, match="with crop_x_au = None, the observation with crop_x_au = 0.0"):
        matched((catalogue[0], observation, *catalogue[2:]), tmp_path)


def test_images_outside_a_prior_keep_their_distance_and_take_no_part(catalogue, tmp_path):
    everyone = matched(catalogue, tmp_path)
    result = matched(catalogue, tmp_path, priors={"mass_primary_msun": [2, 7], "orbital_plane_angle_deg": [None, 30]})
    inside = result["output"].isin([2, 3, 7]).values & (result["view"].values < 3)
    np.testing.assert_array_equal(result["in_prior"], inside)
    np.testing.assert_array_equal(result["distance_value"], everyone["distance_value"])
    assert np.isnan(result["z_score"].values[~inside]).all()
    assert (result["rank"].values[~inside] > inside.sum()).all()
    assert (result["selected"].values[~inside] == 0).all()
    assert (result["weight"].values[~inside] == 0).all()
    assert float(result["weight"].sum()) == pytest.approx(1)
    np.testing.assert_allclose(np.nanmean(result["z_score"].values[inside], axis=0), 0, atol=1e-12)
    assert json.loads(result.attrs["priors"]) == {"mass_primary_msun": [2, 7], "orbital_plane_angle_deg": [None, 30]}


def test_a_prior_on_the_class_is_a_list_of_classes(catalogue, tmp_path):
    result = matched(catalogue, tmp_path, priors={"evolutionary_class": ["0", "II"]})
    np.testing.assert_array_equal(result["in_prior"], result["view"].isin([0, 3]))


def test_what_is_not_known_is_outside_and_counted(catalogue, tmp_path):
    result = matched(catalogue, tmp_path, priors={"disk_size_primary_au": [0, None]})
    np.testing.assert_array_equal(result["in_prior"], result["output"] != 2)
    assert result.attrs["unknown_in_priors"] == N_VIEWS
    counts = {"n_images": 20, "n_images_in_priors": 16, "n_outputs": 5, "n_outputs_in_priors": 4}
    assert {name: result.attrs[name] for name in counts} == counts


def test_outside_of_priors_an_image_ranks_after_those_without_a_distance_and_is_not_listed(catalogue, tmp_path):
    zero = write_embedding(tmp_path / "zero.nc", "B", [20], np.zeros((N_VIEWS, N_FEATURES)))
    result = matched(
        ([*catalogue[0], zero], *catalogue[1:]), tmp_path, priors={"mass_primary_msun": [8, 20]}, n_best=20
    )
    order = result["rank"].sel(distance="cosine").values.argsort()
    np.testing.assert_array_equal(np.sort(result["output"].values[order[:N_VIEWS]]), [8] * N_VIEWS)
    np.testing.assert_array_equal(result["output"].values[order[N_VIEWS : 2 * N_VIEWS]], [20] * N_VIEWS)
    best_matches(tmp_path / "m.nc", tmp_path / "best.csv")
    assert set(pd.read_csv(tmp_path / "best.csv")["output"]) == {8, 20}


def test_the_fallback_is_of_the_images_inside_of_priors(catalogue, tmp_path):
    result = matched(catalogue, tmp_path, cut_sigma=50.0, priors={"mass_primary_msun": [7, None]})
    assert result["selected"].sum("image").values.tolist() == [5] * 5
    assert (result["selected"].values[result["in_prior"].values == 0] == 0).all()


def test_weights_of_outputs_are_by_time_before_any_prior(catalogue, tmp_path):
    everyone = matched(catalogue, tmp_path, weights="time")["weight"].values
    result = matched(catalogue, tmp_path, weights="time", priors={"mass_primary_msun": [2, 7]})
    inside = result["in_prior"].values == 1
    np.testing.assert_allclose(result["weight"].values[inside], everyone[inside] / everyone[inside].sum())


def test_an_image_that_the_catalogue_lacks_is_named(catalogue, tmp_path):
    late = write_embedding(tmp_path / "late.nc", "A", [99], np.ones((N_VIEWS, N_FEATURES)))
    with pytest.raises(InputMissing, match="catalogue of 'A' has no view 0 of output 99 .4 images"):
        matched(([*catalogue[0], late], *catalogue[1:]), tmp_path)


def test_images_of_another_run_than_the_catalogue_are_refused(catalogue, tmp_path):
    digests = record_digests(catalogue_of("A", [1, 2, 3]))
    digests[1] = "0" * 16
    write_embedding(tmp_path / "A.nc", "A", [1, 2, 3], catalogue[3]["A"], digests=digests)
    with pytest.raises(EmbeddingMismatch, match="'A' are of different runs: output 2 has other .* .4 of 20 images"):
        matched(catalogue, tmp_path)


def test_every_parameter_that_can_be_named_is_in_the_table_with_its_unit(catalogue, tmp_path):
    names = [name for name in PARAMETERS if name not in ("bolometric_temperature_k", "bolometric_luminosity_lsun")]
    names.remove("evolutionary_class")
    result = matched(catalogue, tmp_path, parameters=names)
    assert result["parameter"].values.tolist() == [*(name for name in names if name != "time_kyr"), "time_kyr"]
    units = dict(zip(result["parameter"].values, result["parameter_units"].values, strict=True))
    assert units["accretion_primary_msun_per_yr"] == "Msun yr-1"
    assert (units["eccentricity"], units["orbital_plane_angle_deg"], units["luminosity_lsun"]) == ("1", "deg", "Lsun")
    of_view = result["parameter_value"].sel(parameter="orbital_plane_angle_deg").values
    np.testing.assert_allclose(of_view, np.tile([10.0, 20.0, 30.0, 40.0], 5))


def test_priors_that_leave_nothing_say_which_removes_what(catalogue, tmp_path):
    with pytest.raises(CatalogueEmpty, match=r"mass_primary_msun in \[90, None\] leaves 0 of 20 \(catalogue: 1 to 8\)"):
        matched(catalogue, tmp_path, priors={"mass_primary_msun": [90, None], "evolutionary_class": ["I"]})


def test_the_norms_of_eq_12_are_of_the_images_that_take_part(catalogue, tmp_path):
    distances = ["cosine", "euclidean", "cosine_euclidean"]
    result = matched(catalogue, tmp_path, distances=distances, priors={"mass_primary_msun": [7, 8]})
    values = result["distance_value"].to_pandas()
    norms = values[result["in_prior"].values == 1].max()
    np.testing.assert_allclose(
        values["cosine_euclidean"],
        (values[["cosine", "euclidean"]] / norms[["cosine", "euclidean"]]).pow(2).sum(axis=1),
    )


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({"parameters": ["mass"]}, "matching.parameters: no parameter is called 'mass': choose from mass_msun"),
        ({"priors": {"age": [1, 2]}}, "matching.priors: no parameter is called 'age'"),
        ({"priors": {"evolutionary_class": ["0"]}}, "'evolutionary_class' comes from spectra: set `spectra"),
        ({"priors": {"age_primary_kyr": [5]}}, r"age_primary_kyr is \[5\]: expected \[lowest, highest\]"),
        ({"priors": {"age_primary_kyr": [5, 1]}}, "expected .lowest, highest"),
        ({"priors": {"age_primary_kyr": [5, "old"]}}, "expected .lowest, highest"),
    ],
)
def test_a_parameter_or_prior_that_cannot_be_is_refused(block, message):
    with pytest.raises(ConfigError, match=message):
        require_parameters({"parameters": [], "priors": {}} | block, with_spectra=False)


def test_a_class_that_is_none_is_refused():
    with pytest.raises(ConfigError, match="expected a list of 0, I, II, III"):
        require_parameters({"parameters": [], "priors": {"evolutionary_class": ["IV"]}}, with_spectra=True)


def test_a_class_is_no_number_to_estimate():
    with pytest.raises(ConfigError, match="'evolutionary_class' is no number .*bolometric_temperature_k"):
        require_parameters({"parameters": ["evolutionary_class"], "priors": {}}, with_spectra=True)
