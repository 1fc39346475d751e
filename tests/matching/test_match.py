import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.spatial.distance import cdist

from simanalogues.errors import CatalogueEmpty, EmbeddingMismatch
from simanalogues.matching.match import best_matches, match
from simanalogues.schema.files import read_dataset, write_dataset

SETTINGS = {
    "distances": ["cosine", "euclidean", "braycurtis", "canberra", "l1"],
    "cut_sigma": 1.5,
    "n_best": 5,
    "weights": "equal",
    "as_printed": False,
}
TARGET = {"primary": [10.0, 1 / 3600], "secondary": [10.0, 0.0], "distance_pc": 200.0, "separation_error_au": 5.0}
ORIGIN = {"backbone": "VGG16", "feature": "grid", "weights_digest": "abc", "noise": "match", "flux": "peak"}
ORIGIN |= {"stretch": "asinh", "softening": 3.0}
NAMES = {"target": "t", "tracer": "c", "network": "VGG16", "preparation": "main"}
N_FEATURES, N_VIEWS = 32, 4


def write_embedding(path, simulation, outputs, features, **attrs):
    n = len(features)
    dataset = xr.Dataset(
        {"features": (("image", "feature"), features.astype(np.float32))},
        coords={
            "simulation": ("image", np.full(n, simulation, dtype=object)),
            "output": ("image", np.repeat(outputs, N_VIEWS)[:n]),
            "view": ("image", np.tile(np.arange(N_VIEWS), len(outputs))[:n]),
        },
        attrs=ORIGIN | attrs,
    )
    dataset["features"].encoding = {"contiguous": True} if n else {}
    write_dataset(dataset, "embedding", path)
    return str(path)


def write_observation(path, features, **attrs):
    dataset = xr.Dataset(
        {
            "features": (("variant", "feature"), features.astype(np.float32)),
            "variant": ("variant", ["observed", "mirrored"]),
            "prepared": (("variant", "y", "x"), np.zeros((2, 4, 4), np.float32)),
        },
        attrs=ORIGIN | attrs,
    )
    write_dataset(dataset, "embedding_observation", path)
    return str(path)


def write_snapshots(path, simulation, outputs):
    n = len(outputs)
    mass = np.stack([outputs, np.full(n, 2.0)], axis=1).astype(float)
    star = {name: (("output", "star"), mass) for name in ("mass_msun", "age_kyr", "accretion_msun_per_yr")}
    dataset = xr.Dataset(
        {
            "output": ("output", np.array(outputs)),
            "time_kyr": ("output", np.array(outputs, dtype=float)),
            "skipped": ("output", np.array([""] * n, dtype=object)),
            "n_sinks": ("output", np.full(n, 2)),
            "star_id": (("output", "star"), np.ones((n, 2), int)),
            "luminosity_lsun": (("output", "star"), mass),
            "position_au": (("output", "star", "xyz"), np.zeros((n, 2, 3))),
            "velocity_kms": (("output", "star", "xyz"), np.zeros((n, 2, 3))),
            "separation_au": ("output", 250.0 + 10 * np.array(outputs)),
            "orbital_angular_momentum_au_kms": (("output", "xyz"), np.zeros((n, 3))),
            **star,
        },
        attrs={"simulation": simulation, "box_au": 1e4},
    )
    dataset = dataset.assign_coords(star=["primary", "secondary"], xyz=["x", "y", "z"])
    write_dataset(dataset, "snapshots", path)
    return str(path)


@pytest.fixture
def catalogue(tmp_path):
    rng = np.random.default_rng(1)
    features = {"A": rng.random((3 * N_VIEWS, N_FEATURES)), "B": rng.random((2 * N_VIEWS, N_FEATURES))}
    outputs = {"A": [1, 2, 3], "B": [7, 8]}
    embeddings = [write_embedding(tmp_path / f"{s}.nc", s, outputs[s], features[s]) for s in "AB"]
    snapshots = [write_snapshots(tmp_path / f"{s}_snapshots.nc", s, [*outputs[s], 20]) for s in "AB"]
    query = rng.random((2, N_FEATURES))
    return embeddings, write_observation(tmp_path / "observation.nc", query), snapshots, features, query


def matched(catalogue, tmp_path, **changes):
    embeddings, observation, snapshots, _, _ = catalogue
    inputs = {"embeddings": embeddings, "observation": observation, "snapshots": snapshots}
    match(inputs, names=NAMES, target=TARGET, settings=SETTINGS | changes, destination=tmp_path / "m.nc")
    return read_dataset(tmp_path / "m.nc", "matching")


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
